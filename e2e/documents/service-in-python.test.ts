/** The example of a service in Python. */
import { testExample } from './test-example.ts'

await testExample('python')
