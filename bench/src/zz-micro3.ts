import { prepareInstallation, removeFolders } from './installation.ts'
import { sqlite } from './database.ts'
import { DatabaseSync } from 'node:sqlite'
import { openSqlite } from '../../server/src/store/sqlite.ts'
const i = await prepareInstallation({ database: sqlite, algorithm: 'ES256', stored: 1000 })
const tcpu = () => { const u = (process as any).threadCpuUsage(); return u.user + u.system }
async function bs(name: string, N: number, f: (i: number) => unknown) { const rs = []; for (let r = 0; r < 6; r++) { const c = tcpu(); for (let k = 0; k < N; k++) f(k); if (r) rs.push((tcpu() - c) / N) } console.log(name.padEnd(40), Math.min(...rs).toFixed(2), 'us') }
async function ba(name: string, N: number, f: (i: number) => Promise<unknown>) { const rs = []; for (let r = 0; r < 6; r++) { const c = tcpu(); for (let k = 0; k < N; k++) await f(k); if (r) rs.push((tcpu() - c) / N) } console.log(name.padEnd(40), Math.min(...rs).toFixed(2), 'us') }


const ids = i.tokens.map((t) => t.secretId)
const stores: any[] = []
for (const root of process.argv.slice(2)) stores.push({ root, rs: [], store: await (await import(root + '/server/src/store/sqlite.ts')).openSqlite({ file: i.folder + '/countersign.db' }) })
const N = 20000
for (let r = 0; r < 12; r++) for (const x of stores) { const t = tcpu(); let k = 0; await Promise.all(Array.from({ length: 32 }, async () => { while (k < N) await x.store.apiTokens.findForExchange(ids[k++ % 1000]!) })); if (r > 1) x.rs.push((tcpu() - t) / N) }
for (const x of stores) { console.log(x.root, 'min', Math.min(...x.rs).toFixed(1), 'med', x.rs.toSorted((a: number, b: number) => a - b)[5].toFixed(1)); await x.store.close() }
await removeFolders()
