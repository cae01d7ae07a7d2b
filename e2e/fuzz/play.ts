/** Sends planned requests to a service, each from somebody whose credentials are good unless the plan says otherwise. */
import { setupLink } from '../../server/src/app.ts'
import type { Cleanup } from '../../server/testing/cleanup.ts'
import type { Callable } from './described.ts'
import { write, type Plan } from './plans.ts'
import { openTarget, type Answer, type Sent } from './target.ts'
import { createVisits } from './visits.ts'

const SET_UP = 'POST /api/v1/installation'

export async function openPlay(test: Cleanup) {
  const target = await openTarget(test)
  const visits = await createVisits(target)
  let empty = await target.openEmpty()
  test.after(() => empty.close())

  const setUp = async (plan: Plan, operation: Callable): Promise<{ sent: Sent; answer: Answer }> => {
    const setupCode = (await setupLink(empty.app.needs))!.split('code=')[1]!
    target.guard('set-up code', setupCode)
    const { ids } = await visits.of(plan.caller)
    const sent = write(plan, operation, {
      cookie: undefined,
      accessToken: undefined,
      ids: { ...ids, setupCode },
    })
    const answer = await target.throwAt(sent, { as: operation.name, at: empty })
    if (answer.status === 201) {
      await empty.close()
      empty = await target.openEmpty()
    }
    return { sent, answer }
  }

  return {
    ...target,
    visits,
    async play(plan: Plan, operation: Callable): Promise<{ sent: Sent; answer: Answer }> {
      if (operation.name === SET_UP) return setUp(plan, operation)
      const sent = write(plan, operation, await visits.of(plan.caller))
      const answer = await target.throwAt(sent, {
        as: operation.name,
        ...(operation.makesToken && { mayHold: 'a new token' as const }),
      })
      if (answer.status < 300 && !isHarmless(operation)) await visits.changed()
      return { sent, answer }
    },
  }
}

/** Ends nobody's credentials and nothing that they have. */
const isHarmless = ({ method, path }: Callable): boolean =>
  method === 'GET' || method === 'PATCH' || (method === 'POST' && /api-tokens(\/preview)?$/.test(path))
