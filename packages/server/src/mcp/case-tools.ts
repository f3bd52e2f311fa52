import { localText } from '@kaiwu/core'
import { z } from 'zod'
import { deskOf, oneCase, requestKeyPattern } from '../case-desk.ts'
import { caseReply, caseTaskReply } from '../case-reply.ts'
import { caseTypeReply } from '../case-type-reply.ts'
import { startInput } from '../schemas/case-input.ts'
import { caseTask } from '../schemas/case.ts'
import { defineMcpTool, type McpTool, type McpToolCall, type Texts } from './mcp-tool.ts'

const start = defineMcpTool({
  name: 'start_case',
  title: { zh: '发起业务', en: 'Start a case' },
  about: {
    zh: '发起一件业务，得到编号和接下来能做的事。提交、签批等决定由人在页面上作出，这里不能办。同一个 idempotencyKey 再来一次还是同一件。',
    en: 'Starts a case; gives its number and what may be done next. Decisions, such as sending it on or signing, are made by people on the page and not here. The same idempotencyKey again is the same case.',
  },
  more: startable,
  policy: { may: 'case.start', decidedBy: 'operation' },
  changes: true,
  needsCases: true,
  input: startInput.extend({
    idempotencyKey: z
      .string()
      .regex(requestKeyPattern)
      .meta({ description: 'Of your own choice, 1 to 200 visible ASCII characters; keep it for a second try.' }),
  }),
  output: oneCase.extend({ begun: z.boolean().meta({ description: 'False where it had been started before.' }) }),
  async call({ type, fields = {}, idempotencyKey }, { solution, asking }) {
    const request = { caseType: type, fields, requestKey: idempotencyKey }
    const { begun, ...view } = await deskOf(solution).cases.start(asking, request)
    return { case: caseReply(view), begun }
  },
})

const tasks = defineMcpTool({
  name: 'my_tasks',
  title: { zh: '我的待办', en: 'My tasks' },
  about: {
    zh: '列出等着本人办的事，最先到期的在前，最多 200 件。',
    en: 'Lists what waits for oneself, what is due first, at most 200.',
  },
  policy: { may: 'case.read', decidedBy: 'operation' },
  needsCases: true,
  input: z.strictObject({}),
  output: z.strictObject({ tasks: z.array(caseTask) }),
  async call(_, { solution, asking }) {
    return { tasks: (await deskOf(solution).cases.tasks(asking.subject)).map(caseTaskReply) }
  },
})

const read = defineMcpTool({
  name: 'read_case',
  title: { zh: '查看业务', en: 'Read a case' },
  about: {
    zh: '按编号或 id 查看一件业务：字段、建议、依据、时限，以及本人能做的事。看过会记入日志；无权看的敏感字段打码，列在 hidden 里。',
    en: 'Shows a case by its number or id: fields, proposals, evidence, deadlines, and what one may do. That it was read is recorded; sensitive fields that one may not see are masked and named in hidden.',
  },
  policy: { may: 'case.read', decidedBy: 'operation' },
  needsCases: true,
  input: z.strictObject({ case: z.string().min(1).max(100).meta({ description: 'Its number or id.' }) }),
  output: oneCase,
  async call({ case: word }, { solution, asking }) {
    const { cases } = deskOf(solution)
    const numbered = (await cases.list(asking.subject, { no: word })).find(({ no }) => no === word)
    return { case: caseReply(await cases.read(asking, numbered?.id ?? word)) }
  },
})

/** What may be started, with the fields of each, for models to fill in. */
async function startable({ solution, asking }: McpToolCall): Promise<Texts> {
  const { cases } = deskOf(solution)
  const keys = await cases.startable(asking.subject)
  const types = cases.types.filter(({ key }) => keys.has(key)).map((type) => caseTypeReply(type, true))
  const lines = (language: 'zh' | 'en') =>
    types.map(({ key, title, fields }) => {
      const named = fields.map((one) => `${one.key} (${one.type}${one.required ? '*' : ''}) ${localText(one.title, language)}`)
      return `- ${key}: ${localText(title, language)}${named.length > 0 ? `: ${named.join('; ')}` : ''}`
    })
  return {
    zh: ['能发起的业务（type）和字段（* 为必填）：', ...lines('zh')].join('\n'),
    en: ['What may be started (type), with its fields (* required):', ...lines('en')].join('\n'),
  }
}

/** Cases: starting one, what waits, looking at one. Nothing here decides or signs. */
export const caseTools: readonly McpTool[] = Object.freeze([start, tasks, read])
