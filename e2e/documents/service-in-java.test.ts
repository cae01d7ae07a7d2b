/** The example of a service in Java. */
import { testExample } from './test-example.ts'

await testExample('java')
