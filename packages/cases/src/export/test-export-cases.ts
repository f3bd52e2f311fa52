/**
 * A case type with every kind of field, a model that proposes and people who decide, to be exported.
 * @module
 */
import { photo } from '../attachments/test-attachment-cases.ts'
import type { StepRunner } from '../cases/case-ports.ts'
import type { CaseView } from '../cases/read-case.ts'
import { decision } from '../cases/test-case-life.ts'
import type { TestCases } from '../cases/test-cases-base.ts'
import type { CaseInput } from '../definition/case-schema.ts'
import { defineCase } from '../definition/define-case.ts'
import { leaveFiles } from '../definition/test-cases.ts'
import type { CaseEvent } from '../engine/case-event.ts'
import type { JsonValue } from '../log/canonical-json.ts'

/** A case type with every kind of field, as it is written. */
export const fault: CaseInput = {
  kaiwu: 1,
  case: 'fault',
  title: { zh: '设备故障处置单', en: 'Equipment fault' },
  number: 'GZ-{date}-{seq:3}',
  retention: '15年',
  roles: { 主管: '批准处置', 人事: '核对', 访客: '查看' },
  calendar: 'calendars/2026.csv',
  readers: ['访客'],
  fields: {
    device: { type: 'text', title: { zh: '设备', en: 'Device' }, required: true },
    text: { type: 'longText', title: { zh: '现象', en: 'Symptom' } },
    speed: { type: 'number', title: { zh: '转速', en: 'Speed' }, unit: 'r/min' },
    cost: { type: 'money', title: { zh: '费用', en: 'Cost' }, unit: '元' },
    stop: { type: 'yesNo', title: { zh: '停机', en: 'Stopped' } },
    day: { type: 'date', title: { zh: '日期', en: 'Day' } },
    kinds: { type: 'choices', title: { zh: '类别', en: 'Kinds' }, values: ['机械', '电气', '液压'] },
    owner: { type: 'person', title: { zh: '责任人', en: 'Owner' } },
    caller: { type: 'text', title: { zh: '报修人', en: 'Caller' }, sensitive: ['人事'] },
    cause: { type: 'longText', title: { zh: '原因', en: 'Cause' } },
    measure: { type: 'longText', title: { zh: '措施', en: 'Measure' } },
    note: { type: 'text', title: { zh: '备注', en: 'Note' } },
    items: {
      type: 'rows',
      title: { zh: '检查项', en: 'Items' },
      columns: {
        item: { type: 'text', title: '项目' },
        ok: { type: 'yesNo', title: '合格' },
        value: { type: 'number', title: '实测', unit: 'mm' },
      },
    },
    photos: { type: 'files', title: { zh: '照片', en: 'Photos' } },
    papers: { type: 'files', title: { zh: '证件', en: 'Papers' }, sensitive: ['人事'] },
  },
  start: 'draft',
  states: {
    draft: {
      title: { zh: '填写', en: 'Draft' },
      actions: {
        submit: {
          title: { zh: '提交', en: 'Submit' },
          by: 'initiator',
          form: ['device', 'text', 'speed', 'cost', 'stop', 'day', 'kinds', 'owner', 'caller', 'items', 'photos', 'papers'],
          to: 'judged',
        },
      },
    },
    judged: {
      title: { zh: '研判', en: 'Judged' },
      steps: [
        { run: 'propose.ts', into: ['cause', 'measure', 'note'] },
        {
          check: [
            { id: 'C1', that: 'speed < 3000', message: { zh: '转速超过 3000', en: 'speed above 3000' }, severity: 'warning' },
          ],
        },
      ],
      next: [{ to: 'waiting' }],
    },
    waiting: {
      title: { zh: '待批准', en: 'Waiting' },
      approval: {
        by: ['主管'],
        form: ['cause', 'measure', 'note'],
        approved: 'done',
        rejected: 'refused',
        returnTo: ['draft'],
        sign: 'password',
      },
    },
    done: { title: { zh: '已处置', en: 'Done' }, end: true },
    refused: { title: { zh: '不予处置', en: 'Refused' }, end: true },
  },
  deadlines: {
    answer: { title: { zh: '批准时限', en: 'Approval' }, within: '2 workdays', from: ['waiting'], until: ['done', 'refused'] },
  },
}

/** The files it names. */
export const faultFiles = { ...leaveFiles, 'propose.ts': 'export default () => ({})' }

/** The case type of the exports. */
export const faultType = defineCase(fault, faultFiles)

/** The same with nothing that is sensitive. */
export const openFaultType = defineCase(
  { ...fault, fields: { ...fault.fields, caller: { type: 'text' }, papers: { type: 'files' } } },
  faultFiles,
)

/** What a model says of the cause. */
export const cause = '主轴轴承 6205-2RS 润滑不足，滚道出现点蚀；振动速度超过 4.5 mm/s。'

/** A model that proposes a cause with evidence that holds, a measure with one that does not, and a note that nobody decides on. */
export const proposes: StepRunner = async ({ record }) => {
  const proposed: CaseEvent = {
    type: 'proposed',
    id: `${record.id}.1`,
    by: 'model',
    model: 'deepseek/deepseek-chat',
    values: { cause, measure: '更换轴承并加注 25 g 润滑脂', note: '建议一周后复查' },
    band: 'medium',
    bands: { cause: 'high', measure: 'low' },
    evidence: [
      {
        source: 'doc_1#12',
        where: '《主轴维护手册》第 4.2 节，第 31 页',
        field: 'cause',
        quote: '润滑不足时滚道先出现点蚀。',
        verified: true,
      },
      { source: 'doc_1#40', where: '《主轴维护手册》第 6 节', field: 'measure', quote: '每次加注 30 g。', verified: false },
    ],
  }
  return { events: [proposed], outcome: {} }
}

/** What a case is filled in with, unless a test says otherwise. */
export const faultValues: Readonly<Record<string, JsonValue>> = {
  device: 'HX-630 加工中心',
  text: '主轴异响，8000 r/min 时加剧。\n第二行',
  speed: 8000,
  cost: 1234.5,
  stop: true,
  day: '2026-09-27',
  kinds: ['机械', '液压'],
  caller: '王小明',
  items: [
    { item: '径向跳动', ok: false, value: 0.021 },
    { item: '=cmd|calc', ok: true, value: 0.004 },
  ],
}

/** Carries a case through proposal and signature. */
export async function signedCase(
  { cases, subject, until }: TestCases,
  values: Readonly<Record<string, JsonValue>> = {},
  files: readonly Readonly<{ field: string; name: string; content: Uint8Array }>[] = [
    { field: 'photos', name: '仪表.png', content: photo() },
  ],
): Promise<CaseView> {
  const zhang = { subject: await subject('zhang') }
  const li = { subject: await subject('li') }
  const draft = await cases.start(zhang, { caseType: 'fault' })
  const { id } = draft.record
  let view: CaseView = draft
  for (const file of files) view = await cases.attach(zhang, id, file)
  const owner = (await subject('zhao')).personId
  await cases.act(zhang, id, { action: 'submit', values: { ...faultValues, owner, ...values }, ...decision(view) })
  await cases.comment(zhang, id, '报修人王小明说可以来修')
  view = await until(id, ({ record }) => record.state === 'waiting')
  const seen = await cases.read(li, id)
  if (seen.record.state !== 'waiting') throw new Error(JSON.stringify(seen.record.failure ?? seen.record.state))
  const proposal = seen.record.proposals[0]!.id
  return cases.sign(li, id, {
    decision: 'approve',
    comment: '同意更换',
    sign: 'password',
    proposals: [
      { id: proposal, field: 'cause', decision: 'accepted' },
      { id: proposal, field: 'measure', decision: 'edited', value: '更换轴承，加注 30 g 润滑脂' },
    ],
    ...decision(seen),
  })
}
