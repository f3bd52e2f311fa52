import { z } from 'zod'

const seconds = (what: string, fallback: number) =>
  z.number().positive().exactOptional().describe(`${what}, in seconds. Default ${fallback}.`)
const count = (what: string, fallback: number) =>
  z.int().min(0).exactOptional().describe(`${what}. 0: no limit. Default ${fallback}.`)

const timeouts = z.strictObject({
  connectSeconds: seconds('How long a connection may take to stand', 5),
  firstTokenSeconds: seconds('How long the first piece of an answer may take', 60),
  idleSeconds: seconds('How long an answer may be silent between two pieces; keep-alive comments are no pieces', 30),
  totalSeconds: seconds('How long a whole answer may take', 300),
})

const retry = z.strictObject({
  most: z.int().min(0).max(10).exactOptional().describe('Further attempts at the same model. Default 2.'),
  baseSeconds: seconds('First wait before a further attempt; doubled each time, with chance in it', 0.5),
  maxWaitSeconds: seconds('Longest wait of its own choice', 8),
  maxRetryAfterSeconds: seconds('Longest wait that a service may ask for; a longer one is not waited for', 30),
  budget: z
    .number()
    .min(0)
    .max(1)
    .exactOptional()
    .describe('Retries per call over the last minute that all calls to a model share. Default 0.1.'),
})

const circuit = z.strictObject({
  failures: z.int().min(1).exactOptional().describe('Failures in a row of time after which a model is left alone. Default 5.'),
  withinSeconds: seconds('The time in which those failures count', 30),
  openSeconds: seconds('How long it is left alone', 30),
})

const limits = z.strictObject({
  concurrency: count('Calls at a time', 0),
  requestsPerMinute: count('Calls a minute', 0),
  tokensPerMinute: count('Tokens a minute, estimated before a call and put right after it', 0),
  maxQueueSeconds: seconds('How long a call may wait for its turn before it is refused', 30),
})

/** How calls are made, as `models.yaml` writes it: times in seconds. The same four groups stand at a provider and at a model. */
export const policyFields = {
  timeouts: timeouts.exactOptional().describe('How long to wait.'),
  retry: retry
    .exactOptional()
    .describe('When a failed call is sent again: only before its first piece, and only when it was not billed.'),
  circuit: circuit.exactOptional().describe('When a model that keeps failing is left alone.'),
  limits: limits.exactOptional().describe('What one key may be asked at a time.'),
} as const

/** The four groups as they were read. */
export type PolicyFile = Readonly<{
  timeouts?: z.output<typeof timeouts>
  retry?: z.output<typeof retry>
  circuit?: z.output<typeof circuit>
  limits?: z.output<typeof limits>
}>
