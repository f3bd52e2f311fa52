import type { JsonObject } from '../log/canonical-json.ts'
import type { PostAnswer } from './post-body.ts'
import type { RobotForm } from './robots/robot.ts'
import { robots } from './robots/robots.ts'

/** What came of a try. */
export type Verdict = Readonly<{
  state: 'delivered' | 'failed' | 'waiting'
  status?: number
  response?: string
  error?: string
  retryAtMs?: number
}>

/** What an answer comes to: from whom, and when. */
export type Answered = Readonly<{ answer: PostAnswer; url: string; nowMs: number }>

const longestAskedMs = 3_600_000

/** What is done again is of no use. */
export const failed = (error: string): Verdict => ({ state: 'failed', error })

/** What the answer of a program comes to, by its status. */
export function webhookVerdict({ answer: { status, text, retryAfter, location }, url, nowMs }: Answered): Verdict {
  const answered = { status, response: text }
  if (status >= 200 && status < 300) return { ...answered, state: 'delivered' }
  const error = `the receiver answered ${status}`
  if (status >= 300 && status < 400) {
    const where = location !== undefined && URL.canParse(location, url) ? ` (to ${new URL(location, url).origin})` : ''
    return {
      ...answered,
      state: 'failed',
      error: `${error}${where}; redirects are not followed, the settings name the right address`,
    }
  }
  if (status < 500 && ![408, 425, 429].includes(status)) return { ...answered, state: 'failed', error }
  const retryAtMs = askedTime(retryAfter, nowMs)
  return { ...answered, state: 'waiting', error, ...(retryAtMs === undefined ? {} : { retryAtMs }) }
}

/** When a receiver wants to be asked again (RFC 9110, 10.2.3): in so many seconds, or at a time; within an hour. */
function askedTime(retryAfter: string | undefined, nowMs: number): number | undefined {
  if (retryAfter === undefined) return undefined
  const atMs = /^\d{1,9}$/.test(retryAfter) ? nowMs + Number(retryAfter) * 1_000 : Date.parse(retryAfter)
  return Number.isNaN(atMs) ? undefined : Math.min(Math.max(atMs, nowMs), nowMs + longestAskedMs)
}

const mostSaid = 200

/** What the answer of a robot comes to: by the code in its body, which says more than the status. */
export function robotVerdict(form: RobotForm, answered: Answered): Verdict {
  const { answer, nowMs } = answered
  const { codeOf, again } = robots[form]
  const body = objectIn(answer.text)
  const code = codeOf(body)
  const { state, ...byStatus } = webhookVerdict(answered)
  if (code === 0 && state === 'delivered') return { state, ...byStatus }
  if (typeof code !== 'number' || code === 0) {
    if (state !== 'delivered') return { state, ...byStatus }
    return { ...byStatus, state: 'waiting', error: `the receiver answered ${answer.status}, and not as a robot of ${form}` }
  }
  const said = body['errmsg'] ?? body['msg']
  const error = `the robot of ${form} answered ${code}${typeof said === 'string' ? `: ${said.slice(0, mostSaid)}` : ''}`
  const wait = again.get(code)
  return wait === undefined
    ? { ...byStatus, state: 'failed', error }
    : { ...byStatus, state: 'waiting', error, retryAtMs: nowMs + wait }
}

function objectIn(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return {}
  }
}
