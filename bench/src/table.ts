/** `npm run table`: writes results/table.md anew from the stored results and prints it. Measures nothing. */
import { writeTable } from './results-folder.ts'

process.stdout.write(await writeTable())
