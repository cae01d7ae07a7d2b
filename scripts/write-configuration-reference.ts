/** Writes docs/configuration.md from the table of settings. A test tells when it is out of date. */
import { writeFile } from 'node:fs/promises'
import { configReference } from '@countersign/server'

await writeFile(new URL('../docs/configuration.md', import.meta.url), configReference())
