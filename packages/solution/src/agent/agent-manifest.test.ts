import { formatProblem } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { checkManifest } from '../check-manifest.ts'
import { defineSolution } from '../define-solution.ts'
import { openSolutionFolder } from '../solution-folder.ts'
import { solutionFromManifest } from '../solution-from-manifest.ts'

const manifest = (agent: string): ReturnType<typeof checkManifest> =>
  checkManifest(`kaiwu: 1
name: desk
title: 台
contact: 人事处 8001
knowledge: { rules: { from: knowledge/*.md } }
flow: [{ find: rules }, { ask: prompts/answer.md }]
${agent}`)

describe('agent in the manifest', () => {
  it('has defaults, and money in micros', () => {
    const limitsOf = (agent: string) =>
      solutionFromManifest(manifest(agent).manifest!, openSolutionFolder('.', { manifest: false })).agent
    expect(limitsOf('agent: {}')).toEqual({ steps: 8, seconds: 120 })
    expect(limitsOf('agent: { steps: 3, money: 0.25 CNY, seconds: 9 }')).toEqual({
      ...{ steps: 3, seconds: 9 },
      money: { micros: 250_000, currency: 'CNY' },
    })
    expect(limitsOf('')).toBeUndefined()
    const { agent } = defineSolution({ name: 'desk', title: '台', contact: '8001', knowledge: {}, agent: { steps: 2 } })
    expect(agent).toEqual({ steps: 2, seconds: 120 })
  })

  it.each([
    ['agent: { stepss: 3 }', '没有“stepss”这项设置 → 是不是“steps”？'],
    ['agent: { steps: 99 }', '应为不大于 30 的数'],
    ['agent: { money: 5 }', '应为文字'],
    ['agent: { money: 5 yuan }', '应为金额和币种，如 200 CNY'],
    ['agent: { seconds: 0 }', '应为不小于 1 的数'],
    ['agent:', '是空的'],
  ])('%s is a mistake with its place', (agent, said) => {
    const { problems } = manifest(agent)
    expect(problems.map((problem) => formatProblem(problem, 'zh')).join('\n')).toMatch(/^solution\.yaml:7:\d+ agent/)
    expect(formatProblem(problems[0]!, 'zh')).toContain(said)
  })
})
