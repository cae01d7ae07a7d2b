/**
 * The life of one installation whose service is killed again and again with SIGKILL while everything is changed at once,
 * and is started again each time as it is. Nothing is asserted here: what was found is told.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { MINUTE_MS } from '../../server/src/domain/instant.ts'
import type { Cleanup } from '../../server/testing/cleanup.ts'
import type { Dice } from './dice.ts'
import { createLedger } from './killed-ledger.ts'
import { changeTokens } from './killed-load.ts'
import { nothingTold, startOperator, type Operator } from './killed-operator.ts'
import { findProblems, type Found } from './killed-findings.ts'
import type { Content } from './whole-content.ts'
import { moveAcmeIn, type RealPlace } from './real-place.ts'
import { startServer, type Server } from './real-process.ts'
import { signIn, type Sessions } from './real-requests.ts'

type Needs = {
  readonly place: RealPlace
  readonly dice: Dice
  readonly kills: number
  /** So many changes are answered in each life, or up to four times as many. */
  readonly leastAnswers: number
}

export async function killAgainAndAgain(test: Cleanup, { place, dice, kills, leastAnswers }: Needs) {
  const { organization, member, inventory } = await moveAcmeIn(place)
  const ledger = createLedger()
  const told = nothingTold()
  const found: Found = { tokens: [], audit: [], roles: [], wrong: [], exchanges: 0, notListed: [] }
  const inFlight: number[] = []
  let [operatorKills, interrupted] = [0, 0]
  let operator: Operator | undefined
  let server: Server = await startServer(test, place.env)
  let before: Content | undefined
  const who = { organizationId: organization.id, userId: member.id, serviceId: inventory.id }

  const sessionsOf = keptSessions()
  const live = async (): Promise<void> => {
    const sessions = await sessionsOf.now(server)
    if (!operator?.process.isRunning())
      operator = await startOperator(test, { place, member: who, told, dice })
    let isOver = false
    const over = (): boolean => isOver
    const needs = { at: server, organizationId: organization.id, ledger, dice, counts: found }
    const unansweredBefore = ledger.unanswered().length
    const load = [changeTokens(needs, sessions, over), operator.work(over)]
    // Both die after a number of answers and some milliseconds: a slow machine must not make it less of a middle.
    const answers = leastAnswers + dice.below(3 * leastAnswers)
    const operatorDiesAfter = dice.happens(0.5) ? leastAnswers + dice.below(leastAnswers) : Infinity
    const answeredBefore = ledger.answers()
    for (let answered = 0; answered < answers; answered = ledger.answers() - answeredBefore) {
      if (answered >= operatorDiesAfter && operator.process.isRunning()) {
        await operator.process.kill()
        operatorKills += 1
      }
      if (!server.isRunning()) throw new Error(`It ended by itself: ${(await server.ended).output}`)
      await sleep(1)
    }
    await sleep(dice.below(20))
    const killed = server.kill()
    inFlight.push(ledger.unanswered().length - unansweredBefore)
    await killed
    isOver = true
    await Promise.all(load)
    interrupted += ledger.unanswered().length - unansweredBefore
  }

  for (let kill = 0; kill < kills; kill += 1) {
    await live()
    server = await startServer(test, place.env)
    const isLast = kill === kills - 1
    const sessions = await sessionsOf.now(server)
    const needs = { server, sessions, place, ledger, told, who, dice, before, checksAll: isLast }
    before = await findProblems(needs, found)
  }
  if (operator?.process.isRunning()) {
    await operator.process.kill()
    operatorKills += 1
  }
  const ending = await server.kill('SIGTERM')
  return { found, ledger, told, inFlight, interrupted, operatorKills, ending }
}

/** Of both people. They outlive the service; only generating a token needs one that has begun lately. */
function keptSessions() {
  let since = -Infinity
  let sessions: Sessions = {}
  const now = async (server: Server): Promise<Sessions> => {
    if (Date.now() - since < 8 * MINUTE_MS) return sessions
    since = Date.now()
    sessions = { olivia: await signIn(server, 'olivia'), max: await signIn(server, 'max') }
    return sessions
  }
  return { now }
}
