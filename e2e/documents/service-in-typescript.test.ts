/** The example of a service in TypeScript. */
import { testExample } from './test-example.ts'

await testExample('typescript')
