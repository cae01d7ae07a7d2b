/** `kill -9` while everything is changed at once, again and again: what was acknowledged is there, and nothing is half done. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { isLong, seed } from '../../server/testing/test-run.ts'
import { diceOf } from './dice.ts'
import { killAgainAndAgain } from './killed-again.ts'
import type { Kind } from './killed-ledger.ts'
import { emptyRealPlace } from './real-place.ts'

const KILLS = isLong ? 25 : 2
const LEAST_ANSWERS = isLong ? 60 : 20

for (const engine of ['sqlite', 'postgres'] as const) {
  suite(`a service on ${engine} that is killed again and again`, async () => {
    const place = await emptyRealPlace({ after }, engine)
    const dice = diceOf(seed)
    const story = await killAgainAndAgain(
      { after },
      { place, dice, kills: KILLS, leastAnswers: LEAST_ANSWERS },
    )
    const { found, ledger, told, inFlight, interrupted } = story
    const done = ledger.changes.filter(({ outcome }) => outcome === 'done')
    const kinds = Map.groupBy(done, ({ kind }) => kind)
    const roleChanges = [...told.roles.values()].flat()
    const countOf = <Item>(items: readonly Item[], isCounted: (item: Item) => boolean): number =>
      items.filter(isCounted).length
    const rolesDone = (kind: string): number =>
      countOf(roleChanges, (change) => change.kind === kind && change.outcome === 'done')
    const figures = [
      `seed ${seed}`,
      `${KILLS} kills of the service, ${story.operatorKills} of the operator`,
      `in flight at each: ${inFlight.join()}`,
      `${interrupted} never answered, of which ${countOf(ledger.changes, ({ hasHappened }) => hasHappened === true)} had happened`,
      `acknowledged: ${[...kinds].map(([kind, changes]) => `${changes.length} ${kind}`).join(', ')}`,
      `refused: ${countOf(ledger.changes, ({ outcome }) => outcome === 'refused')}`,
      `roles: ${rolesDone('assign')} given, ${rolesDone('remove')} taken`,
      `rotations: ${told.rotations.done} acknowledged, ${told.rotations.unanswered} unanswered`,
      `${found.exchanges} exchanges checked`,
    ].join('; ')
    const assertNone = (problems: readonly string[]): void => {
      const different = [...new Set(problems)]
      assert.deepEqual(different.slice(0, 10), [], `${different.length} problems; ${figures}`)
    }

    test('answers for every generated, regenerated and revoked token as it acknowledged', (t) => {
      t.diagnostic(figures)
      assertNone(found.tokens)
      assertNone(found.wrong)
      assert.ok(found.exchanges > 50, figures)
    })
    test('lists every token under the name and in the state that it acknowledged', () => {
      assertNone(found.notListed)
      assert.ok(
        ledger.tokens.some(({ isRevoked }) => isRevoked) && ledger.tokens.some((token) => !token.isRevoked),
      )
    })
    test('has exactly one event for every change that happened, and no event of one that did not', () => {
      assertNone(found.audit)
      const count = (...some: Kind[]): number =>
        some.reduce((sum, kind) => sum + (kinds.get(kind)?.length ?? 0), 0)
      assert.ok(count('generate') > 0 && count('regenerate') > 0, figures)
      assert.ok(count('revoke', 'revoke several', 'revoke all') > 0, figures)
      if (isLong) assert.equal(kinds.size, 6, figures)
    })
    test('lets every acknowledged role change count in the next exchange, and every rotation of the keys', () => {
      assertNone(found.roles)
      assert.ok(
        roleChanges.some(({ outcome }) => outcome === 'done'),
        figures,
      )
    })
    test('was killed in the middle of requests, and stopped in order when it was told to', () => {
      assert.ok(inFlight.filter((requests) => requests > 0).length > KILLS / 2, figures)
      assert.ok(interrupted > 0, figures)
      assert.equal(story.ending.code, 0, story.ending.output)
    })
  })
}
