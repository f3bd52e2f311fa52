import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FieldValues } from '@kaiwu/cases'
import { beforeAll, describe, expect, it } from 'vitest'
import { CaseWalk, linesOf, openDesk, refused, samplesOf, type Desk } from './case-walk.ts'
import { repository } from './source-files.ts'

type Review = Readonly<{
  id: string
  start: FieldValues
  expect: Readonly<{ state: string; findings: readonly string[]; 复核等级: string }>
}>

const monday = '2026-11-23T09:00+08:00'
let desk: Desk
beforeAll(async () => {
  desk = await openDesk('government')
}, 60_000)

describe('G1 policy review', () => {
  const opened = async (start: FieldValues): Promise<CaseWalk> =>
    (await CaseWalk.begin(desk, 'policy_review', 'zuoxi1', monday)).act('zuoxi1', '提交', start)

  it('finds in every sample what P1 to P7 say, and nothing else', async () => {
    for (const { id, start, expect: wanted } of samplesOf<Review>('government', 'data/policy_review-samples.jsonl', 40)) {
      const walk = await opened(start)
      expect([id, walk.state, walk.findings, walk.record.fields['复核等级'], walk.trouble]).toEqual([
        id,
        wanted.state,
        wanted.findings,
        wanted['复核等级'],
        undefined,
      ])
    }
  })

  const samples = () => linesOf<Review>('government', 'data/policy_review-samples.jsonl')
  const correction = { 更正后回答: '更正后的回答。', 发布: true, 常见问答标题: '租房补贴多少', 复核意见: '示例' }

  it('publishes by the head of the topic alone, never by who asked or corrected, and not what has no basis', async () => {
    const walk = await opened(samples()[0]!.start)
    await expect(walk.act('fuhe1', '更正', { ...correction, 常见问答标题: null })).rejects.toEqual(refused('CASE_REQUIREMENT'))
    await expect(walk.act('fuhe1', '更正', { ...correction, 依据: [] })).rejects.toEqual(refused('CASE_REQUIREMENT'))
    await walk.act('fuhe1', '更正', correction)
    expect(walk.state).toBe('发布审批')
    await expect(walk.sign('fuhe2')).rejects.toEqual(refused('CASE_NOT_YOURS'))
    await expect(walk.sign('ks-jiuye-fz')).rejects.toEqual(refused('CASE_NOT_YOURS'))
    await walk.sign('ks-rencai-fz')
    expect([walk.state, walk.record.endedAtMs === undefined]).toEqual(['已发布', false])
  })

  it('cannot confirm an answer with an error, publishes no conflict, and sends grave corrections past the legal office', async () => {
    const walk = await opened(samples().find(({ expect: { findings } }) => findings.includes('P3-冲突'))!.start)
    await expect(walk.act('fuhe1', '确认无误', {})).rejects.toEqual(refused('CASE_REQUIREMENT'))
    await expect(walk.act('fuhe1', '更正', correction)).rejects.toEqual(refused('CASE_REQUIREMENT'))
    await walk.act('fuhe1', '更正', { ...correction, 发布: false })
    expect(walk.state).toBe('法规会签')
    await walk.sign('fagui1')
    await walk.sign('ks-rencai-fz')
    expect(walk.state).toBe('已更正')
  })

  it('asks for the sentence on personal decisions, P6, and keeps sensitive topics away from everybody else, P7', async () => {
    const own = await opened(samples().find(({ expect: { findings } }) => findings.includes('P6-个案'))!.start)
    await expect(own.act('fuhe1', '更正', { ...correction, 发布: false })).rejects.toEqual(refused('CASE_REQUIREMENT'))
    await own.act('fuhe1', '更正', { ...correction, 发布: false, 更正后回答: '初步判断，以受理部门审核为准。' })
    expect(own.state).toBe('更正签发')
    const sensitive = await opened(samples().find(({ expect: { state } }) => state === '敏感处置')!.start)
    await expect(sensitive.act('fuhe1', '不属敏感', {})).rejects.toEqual(refused('CASE_NOT_YOURS'))
    await sensitive.act('fuhe1', '按口径答复', {})
    expect(sensitive.state).toBe('已处置')
  })
})

describe('the rules of the specification', () => {
  it('each have a line in the README that says where they are, or why they are left to the user', () => {
    const readme = readFileSync(join(repository, 'templates/government/README.zh-CN.md'), 'utf8')
    const numbers = (letter: string, count: number, width: number) =>
      Array.from({ length: count }, (_, at) => letter + String(at + 1).padStart(width, '0'))
    const ranges = [...readme.matchAll(/C(\d\d) 至 C(\d\d)/g)].flatMap(([, from, to]) =>
      numbers('C', Number(to), 2).slice(Number(from) - 1),
    )
    const missing = [...numbers('P', 8, 1), ...numbers('H', 12, 1), ...numbers('C', 25, 2)].filter(
      (id) => !new RegExp(`^\\|[^|]*\\b${id}\\b|\\b${id}\\b[^|]*\\|$`, 'm').test(readme) && !ranges.includes(id),
    )
    expect(missing).toEqual([])
  })
})
