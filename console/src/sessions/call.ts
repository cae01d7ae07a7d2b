/** Calls the server; when it wants a session, or a fresher one, waits for the person to give it and calls again. */
import { ApiError, type Client } from '@countersign/api'
import { client } from '../connection/client.ts'
import { type GateQuestion, waitAtGate } from './gate.ts'

export const call: Client = async (row, input) => {
  try {
    return await client(row, input)
  } catch (error) {
    const question = questionOf(error)
    if (!question) throw error
    await waitAtGate(question)
    return call(row, input)
  }
}

function questionOf(error: unknown): GateQuestion | undefined {
  if (!(error instanceof ApiError)) return undefined
  if (error.code === 'unauthenticated') return 'ended'
  if (error.code === 'reauthentication_required') return 'old'
  return undefined
}
