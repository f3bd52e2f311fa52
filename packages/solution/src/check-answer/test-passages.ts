import type { DocumentFacts, Hit } from '@kaiwu/core'
import { expect } from 'vitest'
import { checkAnswer } from '../check-answer.ts'

/** A passage of a document of its own, found for some question. */
export function hit(id: string, text: string, facts: Partial<DocumentFacts> = {}, locator = '第八条'): Hit {
  const passage = {
    id,
    documentId: `doc-${id}`,
    knowledge: 'policies',
    ordinal: 0,
    text,
    start: 100,
    end: 100 + text.length,
    path: ['第二章 标准'],
    locator,
    kind: 'article',
  } as const
  return {
    passage,
    document: { id: `doc-${id}`, path: `${id}.md`, facts: { title: '人才租房补贴办法', ...facts }, validity: 'in-force' },
    score: 1,
    rank: 1,
    highlights: [],
  }
}

/** An article on rent subsidies. */
export const rent = hit('rent', '租房补贴标准为每人每月1500元，发放期限为36个月。申请人应当在毕业后三年内提出申请。', {
  number: '云政办〔2024〕12号',
  issued: '2024-04-10',
  effective: '2024-05-01',
})
/** An article on repairs. */
export const visit = hit('visit', '一级故障应在30分钟内到场，2小时内恢复；单次补偿不超过1.5万元。')
/** The first two. */
export const passages = [rent, visit]
/** A manual's values. */
export const press = hit(
  'press',
  '液压系统压力为0.4-0.6MPa，环境温度不低于-10℃，间隙10～20mm。报警 E-203 按 GB/T 7714-2015 处理。',
)

/** The issues of an answer as `kind: text`, after proving that each offset points at its text. */
export function issuesOf(text: string, question = '', evidence: readonly Hit[] = passages): string[] {
  return checkAnswer(text, evidence, question).issues.map((issue) => {
    expect(text.slice(issue.start, issue.end)).toBe(issue.text)
    return `${issue.kind}: ${issue.text}`
  })
}
