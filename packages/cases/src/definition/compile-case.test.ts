import { formatProblem } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { caseGraph } from './case-graph.ts'
import { caseSchema, type CaseInput } from './case-schema.ts'
import { compileCase, hashOf } from './compile-case.ts'
import { defineCase } from './define-case.ts'
import { leave, leaveFiles } from './test-cases.ts'

type Changed = { -readonly [Key in keyof CaseInput]: CaseInput[Key] }

/** What is said of the leave request after a change, in Chinese. */
function said(change: (form: Changed) => void, files = leaveFiles): string[] {
  const form = structuredClone(leave) as Changed
  change(form)
  const { problems } = compileCase({ form: caseSchema.parse(form), files })
  return problems.map((problem) => formatProblem(problem, 'zh'))
}

describe('defineCase', () => {
  it('makes a case type of a form and its files', () => {
    const type = defineCase(leave, leaveFiles)
    expect([...type.states.keys()]).toEqual(['draft', 'routed', 'waiting', 'filed', 'granted', 'refused'])
    expect(type.states.get('waiting')!.approval).toMatchObject({ mode: 'any', comment: 'onReject', sign: 'click' })
    expect(type.decisions.get('route')!.rules.length).toBe(2)
    expect(type.calendar).toBeDefined()
  })

  it('knows a version by what is in it, in whatever order', () => {
    const form = caseSchema.parse(leave)
    const { states, ...rest } = form
    const hash = hashOf({ form, files: leaveFiles })
    expect(hashOf({ form: { states, ...rest }, files: Object.fromEntries(Object.entries(leaveFiles).reverse()) })).toBe(hash)
    expect(hashOf({ form, files: { ...leaveFiles, 'tables/route.csv': `${leaveFiles['tables/route.csv']} ` } })).not.toBe(hash)
  })

  it('refuses what is wrong with every mistake at once', () => {
    const wrong = { ...leave, start: 'drft', readers: ['员工'] }
    expect(() => defineCase(wrong, leaveFiles)).toThrow(expect.objectContaining({ code: 'CASE_INVALID' }))
    expect(() => defineCase(wrong, leaveFiles)).toThrow(/员工[^]*是不是“draft”？/)
    expect(() => defineCase({ ...leave, sates: {} } as unknown as CaseInput, leaveFiles)).toThrow(/sates/)
  })
})

describe('what is wrong with a case type', () => {
  it('is nothing when nothing is', () => expect(said(() => undefined)).toEqual([]))

  const cases: readonly (readonly [what: string, change: (form: Changed) => void, says: RegExp])[] = [
    [
      'a way to nowhere',
      (form) => (form.states['draft']!.actions!['submit']!.to = 'ruoted'),
      /没有名为“ruoted”的状态 → 是不是“routed”？/,
    ],
    ['a state that nothing leads to', (form) => (form.states['lost'] = { end: true }), /没有一条路走到“lost”/],
    [
      'a state that cannot be left for an end',
      (form) => (form.states['filed']!.actions!['file']!.to = 'filed'),
      /从“filed”走不到任何结束状态/,
    ],
    ['a state without a way out', (form) => (form.states['granted'] = {}), /从“granted”走不到任何结束状态/],
    ['an end with a way out', (form) => (form.states['filed']!.end = true), /“filed”是结束状态，却还有出路/],
    [
      'no end at all',
      (form) => (form.states = { draft: { actions: { again: { by: 'initiator', to: 'draft' } } } }),
      /没有结束状态/,
    ],
    ['ways on that may all be shut', (form) => form.states['routed']!.next!.pop(), /都不满足时会停在这里/],
    ['a way on that is never taken', (form) => form.states['routed']!.next!.reverse(), /走不到这一条/],
    [
      'a state that goes on and waits',
      (form) => (form.states['routed']!.actions = { stop: { by: '主管', to: 'refused' } }),
      /拆成两个状态/,
    ],
    [
      'time that approves',
      (form) => (form.states['waiting']!.timeout = { after: '5 workdays', to: 'granted' }),
      /到时不能等于批准/,
    ],
    [
      'a field of a form that is not there',
      (form) => form.states['draft']!.actions!['submit']!.form!.push('day'),
      /没有名为“day”的字段 → 是不是“days”？/,
    ],
    [
      'a model without a person after it',
      (form) => (
        form.states['routed']!.steps!.unshift({ ask: 'prompts/route.md', into: ['route'] }),
        (form.states['routed']!.next = [{ to: 'granted' }])
      ),
      /走到“granted”之前却没有人看过/,
    ],
    [
      'a model whose word is sent out',
      (form) =>
        form.states['routed']!.steps!.push(
          { ask: 'prompts/route.md', into: ['route'] },
          { send: 'oa', body: { route: 'route' } },
        ),
      /走到“routed”之前却没有人看过/,
    ],
    [
      'files that come by themselves',
      (form) => {
        form.fields['proof'] = { type: 'files' }
        form.states['draft']!.actions!['submit']!.set = { proof: '"x"' }
      },
      /字段“proof”放的是文件，只能由人上传/,
    ],
    [
      'a condition on an unknown field',
      (form) => (form.states['routed']!.next![0]!.when = 'rout = "备案"'),
      /没有名为“rout”的字段 → 是不是“route”？/,
    ],
    [
      'a condition that is no FEEL',
      (form) => (form.states['routed']!.next![0]!.when = 'route =='),
      /states\.routed\.next\.0\.when/,
    ],
    [
      'a role that is not there',
      (form) => (form.states['waiting']!.approval!.by = ['主任']),
      /没有名为“主任”的角色 → 是不是“主管”？/,
    ],
    [
      'somebody of a field that holds nobody',
      (form) => (form.states['filed']!.actions!['file']!.by = { field: 'phone' }),
      /字段“phone”的类型是 text，不是 person/,
    ],
    [
      'the same person as nobody',
      (form) => (form.states['waiting']!.approval!.forbidSameAs = ['draft.submitt']),
      /没有名为“draft.submitt”的动作 → 是不是“draft.submit”？/,
    ],
    ['withdrawing to nowhere', (form) => delete form.states['waiting']!.approval!.withdrawn, /要一起写/],
    ['a deadline in days without a calendar', (form) => delete form.calendar, /按天计的时限要有日历/],
    ['a deadline that is no time', (form) => (form.deadlines!['answer']!.within = '2 moons'), /deadlines\.answer\.within/],
    [
      'a deadline of an unknown state',
      (form) => (form.deadlines!['answer']!.until = ['grantd']),
      /没有名为“grantd”的状态 → 是不是“granted”？/,
    ],
    ['a choice without choices', (form) => delete form.fields['route']!.values, /没有写可以选什么/],
    ['a limit of what has none', (form) => (form.fields['reason']!.min = 3), /min 只用于数字/],
    ['a limit that lets nothing pass', (form) => (form.fields['days']!.max = 0), /最大值小于最小值/],
    ['a pattern that takes for ever', (form) => (form.fields['phone']!.pattern = '(a+)+$'), /fields\.phone\.pattern/],
    ['a name that means something else', (form) => (form.fields['today'] = { type: 'date' }), /“today”另有所指/],
    ['rows without columns', (form) => (form.fields['items'] = { type: 'rows' }), /rows 要有 columns/],
    ['a cancelled case that goes on', (form) => (form.cancel = { by: '人事', to: 'draft' }), /取消后要到一个结束状态/],
    ['a department that is none', (form) => (form.department = 'phone'), /不是部门字段/],
    [
      'a step into a field that is not there',
      (form) => (form.states['routed']!.steps = [{ run: 'a.ts', into: ['rute'] }]),
      /没有名为“rute”的字段/,
    ],
    [
      'a table that is not there',
      (form) => (form.states['routed']!.steps = [{ decide: 'rout' }]),
      /没有名为“rout”的表 → 是不是“route”？/,
    ],
  ]
  it.each(cases)('is said of %s', (_, change, says) => expect(said(change).join('\n')).toMatch(says))

  it('is said of files: a table that is missing, one that is wrong, one that decides what no field holds', () => {
    const { 'tables/route.csv': table = '', ...others } = leaveFiles
    expect(said(() => undefined, others).join('\n')).toMatch(/没有文件 tables\/route\.csv/)
    const wrong = { ...others, 'tables/route.csv': table.replace('days', 'dys') }
    expect(said(() => undefined, wrong).join('\n')).toMatch(/tables\/route\.csv:1:\d+/)
    const other = { ...others, 'tables/route.csv': table.replace('结果 route', '结果 way') }
    expect(said(() => undefined, other).join('\n')).toMatch(/没有名为“way”的字段/)
  })

  it('is said of words in tables that no choice has, and not of a word for none of several', () => {
    const deciding = (rows: string, type: 'choice' | 'choices' = 'choice') =>
      said(
        (form) => {
          form.fields['kind'] = { type: 'choice', values: ['年假', '病假'] }
          form.fields['route'] = { type, values: ['备案', '批准'] }
          form.states['routed']!.next = [{ when: 'kind = "年假"', to: 'filed' }, { to: 'waiting' }]
        },
        { ...leaveFiles, 'tables/route.csv': `首个,条件 kind：文字,结果 route：文字\n${rows}` },
      )
    expect(deciding('R1,年假,备案\nR2,-,批准\n')).toEqual([])
    expect(deciding('R1,年年假,备案\nR2,-,批淮\n')).toEqual([
      expect.stringMatching(/^tables\/route\.csv:2:4：字段“kind”没有取值“年年假” → 是否“年假”？/),
      expect.stringMatching(/^tables\/route\.csv:3:6：“批淮”不在取值里 → 是否“批准”？/),
    ])
    expect(deciding('R1,not(事假),备案\nR2,-,无\n')).toEqual([
      expect.stringContaining('字段“kind”没有取值“事假”'),
      expect.stringContaining('“无”不在取值里'),
    ])
    expect(deciding('R1,年假,备案\nR2,-,无\n', 'choices')).toEqual([])
    expect(deciding('R1,年假,备案件\nR2,-,无\n', 'choices')).toEqual([expect.stringContaining('是否“备案”？')])
  })
})

describe('caseGraph', () => {
  it('draws every state and every way', () => {
    const graph = caseGraph(defineCase(leave, leaveFiles), 'zh')
    expect(graph).toContain('stateDiagram-v2\n  s0 : 填写')
    expect(graph).toContain('  [*] --> s0')
    expect(graph).toContain('  s0 --> s1 : 提交')
    expect(graph).toContain('  s2 --> s4 : 批准')
    expect(graph.match(/-->/g)!.length).toBe(11)
  })

  it('takes no sign of Mermaid out of a label', () => {
    const form = structuredClone(leave) as Changed
    form.states['draft']!.title = 'a"; click x "javascript:1" %%{init}%%'
    expect(caseGraph(defineCase(form, leaveFiles), 'en')).toContain('s0 : a click x javascript 1 init\n')
  })
})
