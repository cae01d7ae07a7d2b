/** The table of event streams, and what can be done with each; on narrow screens a row stands as a block of its own. */
import { endpoints, type EventStream } from '@countersign/api'
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Confirmation } from '../frame/confirmation.tsx'
import classes from '../frame/listing.module.css'
import { Moment } from '../moments/moment.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import { call } from '../sessions/call.ts'
import { readStreamsAgain } from './event-streams-query.ts'
import { stateInWords } from './state-in-words.ts'

type Props = {
  readonly organizationId: string
  readonly streams: readonly EventStream[]
  readonly mayManage: boolean
}

export function EventStreamTable({ organizationId, streams, mayManage }: Props) {
  const queryClient = useQueryClient()
  const [removing, setRemoving] = useState<EventStream>()
  const [failure, setFailure] = useState<Error>()
  const [said, setSaid] = useState('')
  const act = async (work: () => Promise<unknown>, done: string): Promise<void> => {
    setFailure(undefined)
    setSaid('')
    try {
      await work()
      setSaid(done)
    } catch (error) {
      setFailure(error as Error)
    }
    await readStreamsAgain(queryClient, organizationId)
  }
  const setState = ({ id, receiver }: EventStream, state: 'enabled' | 'paused') =>
    act(
      () =>
        call(endpoints.setEventStreamState, { params: { organizationId, streamId: id }, body: { state } }),
      state === 'paused' ? `Events to ${receiver.name} wait now.` : `Events go to ${receiver.name} again.`,
    )
  const test = ({ id, receiver }: EventStream) =>
    act(
      () => call(endpoints.verifyEventStream, { params: { organizationId, streamId: id } }),
      `A test event is on its way to ${receiver.name}.`,
    )
  const remove = async (): Promise<void> => {
    if (removing === undefined) return
    await call(endpoints.removeEventStream, { params: { organizationId, streamId: removing.id } })
    await readStreamsAgain(queryClient, organizationId)
  }
  return (
    <>
      {failure && <ProblemState error={failure} />}
      <p role="status" className={classes.status}>
        {said}
      </p>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Receiver</th>
            <th scope="col">State</th>
            <th scope="col">Delivered</th>
            <th scope="col">Waiting</th>
            {mayManage && <th scope="col">Actions</th>}
          </tr>
        </thead>
        <tbody>
          {streams.map((stream) => (
            <tr key={stream.id} data-faded={stream.state === 'enabled' ? undefined : ''}>
              <td className={classes.name}>
                <bdi>{stream.receiver.name}</bdi>
                <span className={classes.second}>
                  {stream.delivery === 'poll' ? 'Polls for events' : <bdi>{stream.endpointUrl}</bdi>}
                </span>
                {stream.description !== null && (
                  <span className={classes.second}>
                    <bdi>{stream.description}</bdi>
                  </span>
                )}
              </td>
              <td data-head="State">
                {stateInWords(stream)}
                {stream.reason !== null && <span className={classes.second}>{stream.reason}</span>}
                {stream.trouble !== null && (
                  <span className={classes.second}>
                    <Moment at={stream.trouble.at} as="from-now" />: {stream.trouble.said}
                  </span>
                )}
              </td>
              <td data-head="Delivered">
                {stream.lastDeliveredAt === null ? (
                  'Never'
                ) : (
                  <Moment at={stream.lastDeliveredAt} as="from-now" />
                )}
              </td>
              <td data-head="Waiting">{stream.waiting}</td>
              {mayManage && (
                <td data-head="Actions">
                  <div className={classes.buttons}>
                    <Button
                      variant="default"
                      size="xs"
                      aria-label={`Test: ${stream.receiver.name}`}
                      disabled={stream.state === 'disabled'}
                      onClick={() => void test(stream)}
                    >
                      Test
                    </Button>
                    {stream.state === 'enabled' ? (
                      <Button
                        variant="default"
                        size="xs"
                        aria-label={`Pause: ${stream.receiver.name}`}
                        onClick={() => void setState(stream, 'paused')}
                      >
                        Pause
                      </Button>
                    ) : (
                      <Button
                        variant="default"
                        size="xs"
                        aria-label={`Start: ${stream.receiver.name}`}
                        onClick={() => void setState(stream, 'enabled')}
                      >
                        Start
                      </Button>
                    )}
                    <Button
                      variant="default"
                      size="xs"
                      aria-label={`Remove: ${stream.receiver.name}`}
                      onClick={() => setRemoving(stream)}
                    >
                      Remove…
                    </Button>
                  </div>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <Confirmation
        isOpen={removing !== undefined}
        onClose={() => setRemoving(undefined)}
        title="Remove the event stream?"
        confirmLabel="Remove it"
        pendingLabel="Removing…"
        onConfirm={remove}
      >
        <p>
          <bdi>{removing?.receiver.name}</bdi> hears nothing more, and what waits for it is dropped. It can
          make another stream: take the role Event receiver from it to keep it from that.
        </p>
      </Confirmation>
    </>
  )
}
