import { describe, expect, it } from 'vitest'
import type { CaseInput } from '../definition/case-schema.ts'
import { checkBetween } from '../definition/check-between.ts'
import { defineCase } from '../definition/define-case.ts'
import { verifyLog } from '../log/verify-log.ts'
import { testBases } from '../test-database.ts'
import { caseMigrations } from './case-migrations.ts'
import { decision } from './test-case-life.ts'
import { openTestCases, type TestCases } from './test-cases-base.ts'
import { recordFromLog } from './test-opened-cases.ts'

const bases = testBases(caseMigrations)
const plain = { kaiwu: 1, title: '业务', number: 'N-{seq:3}', roles: { 主管: '看' }, start: 'draft' } as const
const end = { end: true } as const

const orderForm: CaseInput = {
  ...plain,
  case: 'order',
  number: 'WX-{seq:3}',
  starters: '主管',
  fields: {
    device: { type: 'text' },
    hours: { type: 'integer', min: 1, max: 100 },
    due: { type: 'date' },
    phone: { type: 'text', sensitive: true },
  },
  states: { draft: { actions: { done: { by: 'initiator', form: ['hours'], to: 'closed' } } }, closed: end },
}

const faultForm: CaseInput = {
  ...plain,
  case: 'fault',
  fields: {
    device: { type: 'text' },
    hours: { type: 'integer' },
    phone: { type: 'text', sensitive: true },
    before: { type: 'integer' },
    order: { type: 'text' },
  },
  states: {
    draft: { actions: { send: { by: 'initiator', form: ['device', 'hours', 'phone'], to: 'ordered' } } },
    ordered: {
      steps: [
        { count: 'fault', same: ['device'], within: '30 days', into: 'before' },
        { start: 'order', fields: { device: 'device', hours: 'hours', due: 'today', phone: 'phone' }, into: 'order' },
      ],
      actions: { close: { by: 'initiator', to: 'closed' } },
    },
    closed: end,
  },
}

const types = [defineCase(orderForm), defineCase(faultForm)]

async function sent(base: TestCases, values: Record<string, string | number>): Promise<string> {
  const zhang = { subject: await base.subject('zhang') }
  const draft = await base.cases.start(zhang, { caseType: 'fault' })
  await base.cases.act(zhang, draft.record.id, { action: 'send', values, ...decision(draft) })
  return draft.record.id
}

describe.each(bases.kinds)('a case that has to do with others, on %s', (kind) => {
  it('begins one of another type, for who began it, with what it hands on, and bears its number', async () => {
    const base = await openTestCases(await bases.open(kind), types)
    base.jobs.start()
    const id = await sent(base, { device: '3号泵', hours: 4, phone: '13800000001' })
    const { record } = await base.until(id, ({ record: { fields } }) => typeof fields['order'] === 'string')
    expect([record.state, record.fields['order'], record.failure]).toEqual(['ordered', 'WX-001', undefined])
    const zhang = await base.subject('zhang')
    const order = (await base.cases.list(zhang, { caseType: 'order' }))[0]!
    const seen = await base.cases.read({ subject: zhang }, order.id)
    expect(seen.record).toMatchObject({
      no: 'WX-001',
      state: 'draft',
      from: { id, no: record.no },
      initiator: { name: zhang.name },
      fields: { device: '3号泵', hours: 4, due: '2026-09-28', phone: '13800000001' },
    })
    expect((await base.cases.tasks(zhang)).map(({ no }) => no).toSorted()).toEqual(['N-001', 'WX-001'])
    expect(JSON.parse(JSON.stringify(seen.record))).toEqual(await recordFromLog(base.database, order.id))
    expect((await verifyLog(base.database)).problems).toEqual([])
  })

  it('begins none whose values do not fit: the step becomes a task that says why', async () => {
    const base = await openTestCases(await bases.open(kind), types)
    base.jobs.start()
    const id = await sent(base, { device: '3号泵', hours: 400 })
    const { record } = await base.until(id, ({ record: { failure } }) => failure !== undefined)
    expect(JSON.stringify(record.failure?.reason)).toContain('hours')
    expect(await base.cases.list(await base.subject('zhang'), { caseType: 'order' })).toEqual([])
  })

  it('counts those that hold the same and began within the time, itself not among them', async () => {
    const base = await openTestCases(await bases.open(kind), types)
    base.jobs.start()
    const counted = async (device: string): Promise<unknown> => {
      const id = await sent(base, device === '' ? { hours: 1 } : { device, hours: 1 })
      const { record } = await base.until(id, ({ record: { fields } }) => fields['before'] !== undefined)
      return record.fields['before']
    }
    expect(await counted('3号泵 a')).toBe(0)
    base.clock.move(31 * 24 * 3_600_000)
    expect(await counted('3号泵 a')).toBe(0)
    expect(await counted('3号泵 Ａ')).toBe(1)
    expect(await counted('3号泵 a')).toBe(2)
    expect(await counted('4号泵 a')).toBe(0)
    expect(await counted('')).toBe(0)
    expect(await counted('')).toBe(0)
  })

  it('ends a chain of cases that begin one another', async () => {
    const loop = defineCase({
      ...plain,
      case: 'loop',
      fields: { next: { type: 'text' } },
      states: {
        draft: { steps: [{ start: 'loop', into: 'next' }], actions: { close: { by: 'initiator', to: 'closed' } } },
        closed: end,
      },
    })
    const base = await openTestCases(await bases.open(kind), [loop])
    base.jobs.start()
    const zhang = await base.subject('zhang')
    await base.cases.start({ subject: zhang }, { caseType: 'loop' })
    let all = await base.cases.list(zhang)
    for (let tries = 0; tries < 200 && all.length < 5; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      all = await base.cases.list(zhang)
    }
    const last = await base.until(all.find(({ no }) => no === 'N-005')!.id, ({ record }) => record.failure !== undefined)
    expect(JSON.stringify(last.record.failure?.reason)).toContain('5')
    expect((await base.cases.list(zhang)).length).toBe(5)
  })
})

describe('what case types say of one another', () => {
  const withSteps = (steps: NonNullable<CaseInput['states'][string]['steps']>): readonly string[] => {
    const states = { ...faultForm.states, ordered: { ...faultForm.states['ordered']!, steps } }
    return checkBetween([types[0]!, defineCase({ ...faultForm, states })]).map(
      ({ setting, message }) => `${setting} ${typeof message === 'string' ? message : message.en}`,
    )
  }

  it.each([
    ['no such case type', [{ start: 'ordr', into: 'order' }], 'states.ordered.steps.0.start there is no case type "ordr"'],
    [
      'none to count',
      [{ count: 'x', same: ['device'], within: '24h', into: 'before' }],
      'steps.0.count there is no case type "x"',
    ],
    [
      'a field that the other has not',
      [{ start: 'order', fields: { devise: 'device' }, into: 'order' }],
      'steps.0.fields.devise there is no field "devise"',
    ],
    [
      'nothing to compare',
      [{ count: 'order', same: ['before'], within: '24h', into: 'before' }],
      'steps.0.same.0 there is no field "before"',
    ],
    [
      'what is sensitive',
      [{ start: 'order', fields: { device: 'phone' }, into: 'order' }],
      '"phone" is sensitive and "device" of order is not',
    ],
    [
      'what is sensitive, in a sentence',
      [{ start: 'order', fields: { device: '"电话 " + phone' }, into: 'order' }],
      '"phone" is sensitive',
    ],
  ] as const)('is told: %s', (_, steps, said) => {
    expect(withSteps([...steps] as never).join('\n')).toContain(said)
  })

  it('is told of the field that a number goes into', () => {
    const states = {
      ...faultForm.states,
      ordered: { ...faultForm.states['ordered']!, steps: [{ start: 'order', into: 'hours' }] },
    }
    expect(() => defineCase({ ...faultForm, states })).toThrow(/hours/)
  })

  it('keeps cases from being opened', async () => {
    const alone = openTestCases(await bases.open('sqlite'), [types[1]!])
    await expect(alone).rejects.toMatchObject({ code: 'CASE_INVALID' })
  })

  it('comes after a person, where a model made the suggestions', () => {
    const steps = [
      { ask: 'p.md', into: ['device'] },
      { start: 'order', into: 'order' },
    ]
    expect(() =>
      defineCase({ ...faultForm, states: { ...faultForm.states, ordered: { steps, next: [{ to: 'closed' }] } } }),
    ).toThrow(/ordered/)
  })
})
