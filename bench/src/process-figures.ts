/** What the kernel counts for a process and for the machine, read from /proc. On a system without it there is no figure, never a guess. */
import { readFileSync } from 'node:fs'

/** Linux counts processor time in these whatever the kernel's own tick is. */
const TICKS_PER_SECOND = 100

/** User and system time of the process, all its threads, in seconds. */
export function cpuSeconds(pid: number): number {
  const stat = read(`/proc/${pid}/stat`)
  // The name of the command stands in parentheses and may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

/** Resident memory of the process in megabytes. */
export function residentMb(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1]
  return Number(kilobytes) / 1024
}

/** Time that all cores were busy, whoever kept them so, in seconds. */
export function machineBusySeconds(): number {
  const [user, nice, system, , , irq, softirq] = read('/proc/stat')
    .split('\n')[0]!
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return (user! + nice! + system! + irq! + softirq!) / TICKS_PER_SECOND
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
