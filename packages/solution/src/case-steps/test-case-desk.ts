/**
 * A solution with one case type, its knowledge, its people and a model behind real HTTP, for the tests of steps of cases.
 * @module
 */
import {
  readLog,
  systemActor,
  type ActionInput,
  type Cases,
  type CaseStepForm,
  type CaseView,
  type FieldValues,
  type LogRow,
  type NewAttachment,
  type StepOutcome,
} from '@kaiwu/cases'
import type { Clock } from '@kaiwu/core'
import type { Access } from '@kaiwu/knowledge'
import type { LedgerRow, ModelSettings } from '@kaiwu/models'
import type { Database } from '@kaiwu/store'
import { fakeTokenApi, tempFolder, type FakeTokenApi, type TempFolder, type TokenScript } from '@kaiwu/testkit'
import { onTestFinished } from 'vitest'
import { cheapPeople } from '../test-people.ts'
import { openParts } from './test-desk-parts.ts'

/** A rule on rent subsidies, one that it ended, and one that only some may read. */
export const documents: Readonly<Record<string, string>> = {
  'knowledge/rent-2024.md': `# 云泽市人才租房补贴办法

云政办〔2024〕12号

第八条 租房补贴标准为每人每月1500元，发放期限为36个月。

第九条 申请人应当在毕业后三年内提出申请。

第二十条 本办法自2024年5月1日起施行。《云泽市人才租房补贴暂行办法》（云政办〔2021〕3号）同时废止。
`,
  'knowledge/rent-2021.md': `# 云泽市人才租房补贴暂行办法

云政办〔2021〕3号

第六条 租房补贴标准为每人每月800元，暂行期间按季度发放。

第十条 本办法自2021年1月1日起施行。
`,
}

/** How a prompt of a case looks. */
export const prompt =
  '{{passages}}\n\n诉求：{{content}}\n来电人：{{caller}}，电话：{{phone}}\n日期：{{today}}，编号：{{case.no}}，上限 {{params.limit}}\n'

/** The usual steps: search, then ask. */
export const findAndAsk = `
      - { find: policies, for: "{{content}}", top: 4 }
      - { ask: prompts/suggest.md, into: [amount, basis, level, day, items] }`

/** A case type with these steps in its second state, which goes on by itself to somebody's where nobody decides there. */
export function caseFile(steps: string, { people = true }: Readonly<{ people?: boolean }> = {}): string {
  const next = people
    ? 'actions: { confirm: { by: initiator, form: [amount, basis, level, day, kind], to: done } }'
    : 'next: [{ to: review }]\n  review: { actions: { confirm: { by: initiator, to: done } } }'
  return `kaiwu: 1
case: subsidy
title: 补贴
number: BT-{date}-{seq:4}
roles: { 审核: 审核 }
params: { limit: 3 }
fields:
  content: { type: longText, title: 诉求, required: true }
  caller: { type: text, title: 来电人, sensitive: true }
  phone: { type: text, title: 电话, sensitive: true }
  amount: { type: number, title: 标准, unit: 元, min: 0, max: 100000 }
  basis: { type: longText, title: 依据 }
  level: { type: choice, title: 等级, values: [一级, 二级] }
  day: { type: date, title: 受理日 }
  items: { type: rows, title: 明细, columns: { what: { type: text }, much: { type: number } } }
  kind: { type: choice, title: 类别, values: [环卫, 供水, 噪声] }
  agreed: { type: yesNo, title: 同意 }
start: draft
states:
  draft: { actions: { submit: { by: initiator, form: [content, caller, phone], to: work } } }
  work:
    steps:${steps}
    ${next}
  done: { end: true }
`
}

/** What a desk is opened with. */
export type CaseDeskOptions = Readonly<{
  steps?: string
  /** Whether people decide where the steps are. */
  people?: boolean
  /** Further files of the solution. */
  files?: Readonly<Record<string, string | Uint8Array>>
  /** What the model behind the API does; absent: there is no model. */
  model?: TokenScript
  budgets?: ModelSettings['budgets']
  labels?: Access
  clock?: Clock
  /** A PostgreSQL, and a schema of one's own. */
  postgres?: Readonly<{ url: string; schema: string }>
}>

/** A desk at work. */
export type CaseDesk = Readonly<{
  cases: Cases
  database: Database
  folder: TempFolder
  api: FakeTokenApi | undefined
  /** Begins a case, adds a file to it, sends its form, and waits until its steps are done or it is stuck. */
  sent(values: FieldValues, file?: NewAttachment): Promise<CaseView>
  act(view: CaseView, input: Omit<ActionInput, 'shown' | 'decisionId'>): Promise<CaseView>
  /** An administrator does by hand what a step could not do. */
  carryOn(view: CaseView): Promise<CaseView>
  log(view: CaseView): Promise<readonly LogRow[]>
  /** Does a step without jobs, as they stood when the case was seen. */
  runStep(view: CaseView, at: number, isLast?: boolean, signal?: AbortSignal): Promise<StepOutcome>
  /** Does a step of another form than the case type has. */
  runForm(view: CaseView, form: CaseStepForm, signal?: AbortSignal): Promise<StepOutcome>
  /** Everything that was sent to the model, as text. */
  asked(): string
  ledger(): readonly LedgerRow[]
  close(): Promise<void>
}>

let decisions = 0

/** Opens a desk for one test, on real files and a real base. */
export async function caseDesk(options: CaseDeskOptions = {}): Promise<CaseDesk> {
  const desk = await openDesk(options)
  onTestFinished(desk.close)
  return desk
}

/** Opens a desk that is closed by whoever opened it. */
export async function openDesk(options: CaseDeskOptions = {}): Promise<CaseDesk> {
  const { steps = findAndAsk, people = true, files = {}, model, budgets = [], labels = [], clock = now, postgres } = options
  const own = { 'cases/subsidy.yaml': caseFile(steps, { people }), 'prompts/suggest.md': prompt, ...documents, ...files }
  const folder = await tempFolder({ 'solution.yaml': '', ...own })
  const api = model && (await fakeTokenApi({ vendor: 'deepseek', ...model }))
  const { work, runner, knowledge, models, database } = await openParts(folder.path, {
    ...{ budgets, labels, clock },
    ...(api ? { address: { url: api.url, key: api.key } } : {}),
    ...(postgres ? { postgres } : {}),
  })
  const close = async (): Promise<void> => {
    await work.close()
    await knowledge.close()
    models.close()
    await api?.close()
    await folder.remove()
  }
  await cheapPeople(database, clock).createAdministrator({ login: 'admin', name: '管理员', password: '开物成务 tian-gong 7' })
  await work.people.add({ login: 'zhang', name: '张三', roles: [] }, systemActor)
  const zhang = { subject: await work.people.subjectOfPerson((await work.people.lookup.personByLogin('zhang'))!.id) }
  work.start((error) => {
    throw error
  })
  const { id: adminId } = (await work.people.lookup.personByLogin('admin'))!
  const { cases } = work.desk!
  const definition = cases.types[0]!
  const settled = async (id: string): Promise<CaseView> => {
    for (let tries = 0; ; tries++) {
      const view = await cases.read(zhang, id)
      const { failure, exception, endedAtMs } = view.record
      if (failure ?? exception ?? endedAtMs ?? view.actions[0]) return view
      if (tries > 1_500) throw new Error(`the case stands still: ${JSON.stringify(view.record)}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  const act: CaseDesk['act'] = async (view, input) => {
    const decision = { shown: view.shown, decisionId: `d-${++decisions}` }
    const done = await cases.act(zhang, view.record.id, { ...input, ...decision })
    return settled(done.record.id)
  }
  return {
    ...{ cases, database, folder, api, act },
    sent: async (values, file) => {
      const begun = await cases.start(zhang, { caseType: 'subsidy' })
      return act(file ? await cases.attach(zhang, begun.record.id, file) : begun, { action: 'submit', values })
    },
    carryOn: async (view) => {
      const admin = { subject: await work.people.subjectOfPerson(adminId) }
      const decision = { shown: view.shown, decisionId: `d-${++decisions}`, comment: '已人工办理' }
      return cases.carryOn(admin, view.record.id, decision)
    },
    log: async ({ record }) => (await readLog(database, { caseId: record.id, order: 'oldest', limit: 1_000 })).rows,
    asked: () => (api?.requests ?? []).map(({ text }) => text).join('\n'),
    ledger: () => models.ledger?.rows({}) ?? [],
    runStep: ({ record }, at, isLast = false, signal = new AbortController().signal) => {
      const step = definition.states.get(record.state)!.steps[at]!
      return runner({ definition, record: { ...record, step: at }, step, signal, isLast })
    },
    runForm: ({ record }, form, signal = new AbortController().signal) =>
      runner({ definition, record, step: { form, expressions: new Map() }, signal }),
    close,
  }
}

const now: Clock = { now: () => Date.now(), today: () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10) }

/** What a step left in the log. */
export function outcomeOf(rows: readonly LogRow[], verb: string): Readonly<Record<string, unknown>> {
  const row = rows.findLast(({ action, detail }) => action === 'case.stepDone' && detail?.['verb'] === verb)
  return (row?.detail?.['outcome'] ?? {}) as Readonly<Record<string, unknown>>
}
