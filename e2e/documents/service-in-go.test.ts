/** The example of a service in Go. */
import { testExample } from './test-example.ts'

await testExample('go')
