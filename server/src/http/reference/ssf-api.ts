/** The endpoints of the Shared Signals Framework in the reference: who may call each, with what, and what comes back. */
import { type Call, type Group } from './article.ts'
import { answers, call, members } from './told-calls.ts'

export const ssfGroup = (): Group => ({
  id: 'ssf',
  title: 'Security events (Shared Signals Framework)',
  calls: [
    create(),
    read(),
    change(),
    remove(),
    state(),
    setState(),
    silence(),
    unsilence(),
    verify(),
    poll(),
  ],
})

const BY_RECEIVER =
  'By a machine with an access token of <code>ssf.manage</code> that no service takes, or by a service with one of its feed tokens.'
const BY_READER =
  'By a machine with an access token of <code>ssf.read</code> or <code>ssf.manage</code>, or by a service with one of its feed tokens.'

const ERRORS: readonly (readonly [string, string])[] = [
  ['400', 'What is wrong, in <code>detail</code>'],
  ['401, 403', 'The access token is not good, or not enough'],
  ['404', 'You have no such stream'],
]

const STREAM = members([
  ['stream_id', 'string', 'Ours'],
  ['iss, aud', 'string', 'Ours: the issuer, and the id of the receiver'],
  ['delivery', '{ method, endpoint_url }', 'urn:ietf:rfc:8935 (push) or urn:ietf:rfc:8936 (poll)'],
  ['events_supported, events_delivered', 'string[]', 'Ours'],
  ['events_requested?', 'string[]', 'Left out for all of them'],
  ['description?', 'string', ''],
  ['min_verification_interval, inactivity_timeout?', 'integer', 'Ours, in seconds'],
])

const GIVEN = members([
  ['stream_id', 'string', 'Not when it is made'],
  [
    'delivery?',
    '{ method, endpoint_url?, authorization_header? }',
    'Left out for poll. The header is kept sealed and never shown',
  ],
  ['events_requested?', 'string[]', 'What there is no such event of is passed over'],
  ['description?', 'string', 'One line of at most 200 characters'],
])

const told = (given: Omit<Call, 'id' | 'examples'>): Call => call({ ...given, examples: [] })

const create = (): Call =>
  told({
    ...{ summary: 'Make an event stream', method: 'POST', path: '/ssf/streams' },
    note: `${BY_RECEIVER} SSF 1.0, section 8.1.1.1. A receiver may have several.`,
    parts: [
      ['Body', GIVEN],
      ['Answer 201', STREAM],
      ['Other answers', answers([...ERRORS.slice(0, 2), ['409', 'As many as there may be']])],
    ],
  })

const read = (): Call =>
  told({
    ...{ summary: 'Read your event streams', method: 'GET', path: '/ssf/streams' },
    note: `${BY_READER} With <code>stream_id</code> in the query that one, without it a list of all.`,
    parts: [
      ['Answer 200', STREAM],
      ['Other answers', answers(ERRORS)],
    ],
  })

const change = (): Call =>
  told({
    ...{ summary: 'Change an event stream', method: 'PATCH', path: '/ssf/streams' },
    note: `${BY_RECEIVER} What is left out stays; with <code>PUT</code> it is as in a new stream. What is ours may be sent along as it is.`,
    parts: [
      ['Body', GIVEN],
      ['Answer 200', STREAM],
      ['Other answers', answers(ERRORS)],
    ],
  })

const remove = (): Call =>
  told({
    ...{ summary: 'Remove an event stream by its receiver', method: 'DELETE', path: '/ssf/streams' },
    note: `${BY_RECEIVER} <code>stream_id</code> stands in the query.`,
    parts: [['Other answers', answers([['204', 'It is gone, with what waited in it'], ...ERRORS])]],
  })

const STATE = members([
  ['stream_id', 'string', ''],
  ['status', '"enabled" | "paused" | "disabled"', 'paused keeps events, disabled does not'],
  ['reason?', 'string', ''],
])

const state = (): Call =>
  told({
    ...{ summary: 'Read the status of an event stream', method: 'GET', path: '/ssf/status' },
    note: `${BY_READER} <code>stream_id</code> stands in the query.`,
    parts: [
      ['Answer 200', STATE],
      ['Other answers', answers(ERRORS)],
    ],
  })

const setState = (): Call =>
  told({
    ...{ summary: 'Set the status of an event stream', method: 'POST', path: '/ssf/status' },
    note: `${BY_RECEIVER} What the organization stopped, only the organization starts again.`,
    parts: [
      ['Body', STATE],
      ['Answer 200', STATE],
      ['Other answers', answers(ERRORS)],
    ],
  })

const SUBJECT = members([
  ['stream_id', 'string', ''],
  ['subject', 'object', 'RFC 9493, or complex; of a person iss_sub with the sub of access tokens'],
])

const silence = (): Call =>
  told({
    ...{ summary: 'Hear no more of a subject', method: 'POST', path: '/ssf/subjects/remove' },
    note: `${BY_RECEIVER} Whether there is such a subject is not told.`,
    parts: [
      ['Body', SUBJECT],
      ['Other answers', answers([['204', 'Done'], ...ERRORS])],
    ],
  })

const unsilence = (): Call =>
  told({
    ...{ summary: 'Hear of a subject again', method: 'POST', path: '/ssf/subjects/add' },
    note: `${BY_RECEIVER} By default everybody is told of. <code>verified</code> may be sent, and changes nothing.`,
    parts: [
      ['Body', SUBJECT],
      ['Other answers', answers([['200', 'Done'], ...ERRORS])],
    ],
  })

const verify = (): Call =>
  told({
    ...{ summary: 'Ask for a verification event', method: 'POST', path: '/ssf/verification' },
    note: BY_READER,
    parts: [
      [
        'Body',
        members([
          ['stream_id', 'string', ''],
          ['state?', 'string', 'Comes back in the event; at most 1000 characters'],
        ]),
      ],
      [
        'Other answers',
        answers([
          ['204', 'It will come'],
          ...ERRORS,
          ['429', 'Sooner than <code>min_verification_interval</code> allows'],
        ]),
      ],
    ],
  })

const poll = (): Call =>
  told({
    ...{ summary: 'Take events', method: 'POST', path: '/ssf/streams/:streamId/events' },
    note: `${BY_READER} RFC 8936. Waits up to 30 seconds for an event, unless it is told not to. What is not acknowledged comes again.`,
    parts: [
      [
        'Body',
        members([
          ['ack?', 'string[]', 'The jti of each event that was taken; with setErrs at most 1000'],
          ['setErrs?', '{ [jti]: { err, description? } }', 'Those that can’t be taken'],
          ['maxEvents?', 'integer', '0 only acknowledges; at most 100 are given at a time'],
          ['returnImmediately?', 'boolean', ''],
        ]),
      ],
      [
        'Answer 200',
        members([
          ['sets', '{ [jti]: string }', 'Signed, RS256; oldest first'],
          ['moreAvailable?', 'true', ''],
        ]),
      ],
      ['Other answers', answers(ERRORS)],
    ],
  })
