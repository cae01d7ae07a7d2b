/** Counts how each thing that was tried was answered, so that a run which got nowhere is not taken for one that found nothing. */
import assert from 'node:assert/strict'

export function createTally() {
  const counts = new Map<string, Map<number, number>>()
  const of = (name: string, isWanted: (status: number) => boolean): number =>
    [...(counts.get(name) ?? [])].reduce((sum, [status, count]) => sum + (isWanted(status) ? count : 0), 0)
  const sum = (isWanted: (status: number) => boolean): number =>
    [...counts.keys()].reduce((total, name) => total + of(name, isWanted), 0)
  const isSuccess = (status: number): boolean => status >= 200 && status < 300
  return {
    count(name: string, status: number): void {
      const own = counts.get(name) ?? new Map<number, number>()
      counts.set(name, own.set(status, (own.get(status) ?? 0) + 1))
    },
    /** Each of these was called and succeeded, and of all calls at least this share. */
    assertReached(names: readonly string[], leastShare: number): void {
      assert.ok(names.length > 0)
      for (const name of names) assert.ok(of(name, isSuccess) > 0, `${name} never succeeded\n${this.told()}`)
      assert.ok(sum(isSuccess) >= sum(() => true) * leastShare, `too few succeeded\n${this.told()}`)
    },
    /** The statuses that were seen, all in all. */
    statuses: (): number[] => [...new Set([...counts.values()].flatMap((own) => [...own.keys()]))].toSorted(),
    told: (): string =>
      [...counts]
        .map(([name, own]) => `${name}: ${[...own].map(([status, count]) => `${status}×${count}`).join(' ')}`)
        .join('\n'),
  }
}
