import type { ChatCase } from './chat-case.ts'
import { endingCases } from './ending-cases.ts'
import { errorCases } from './error-cases.ts'
import { reasoningCases } from './reasoning-cases.ts'
import { requestCases } from './request-cases.ts'
import { streamCases } from './stream-cases.ts'
import { textCases } from './text-cases.ts'
import { toolCases } from './tool-cases.ts'

// Cases that ask for a whole answer and get one: none holds of a model that answers in streams alone, unless a stream is asked for.
const wholeAnswers: ReadonlySet<string> = new Set([
  'text/whole',
  'finish/stop',
  'finish/length',
  'finish/filtered',
  'finish/own',
  'finish/unknown',
  'finish/tool-calls',
  'identity/unique',
  'identity/request',
  'usage/whole',
  'usage/missing',
  'errors/no-choices',
  'errors/empty-choices',
  'errors/truncated',
  ...['whole', 'replay', 'replay-empty'].map((name) => `reasoning/${name}`),
  ...['off', 'on', 'accepted'].map((name) => `thinking/${name}`),
  ...toolCases.map(({ id }) => id).filter((id) => id !== 'tools/stream'),
  ...requestCases.map(({ id }) => id),
])

/** Every case of the chat suite, as data: to be listed, counted, or run one by one with `runCase`. */
export const chatCases: readonly ChatCase[] = Object.freeze(
  [...textCases, ...reasoningCases, ...toolCases, ...requestCases, ...endingCases, ...errorCases, ...streamCases].map((one) =>
    wholeAnswers.has(one.id) ? Object.freeze({ ...one, quirks: Object.freeze([...one.quirks, 'stream-only']) }) : one,
  ),
)
