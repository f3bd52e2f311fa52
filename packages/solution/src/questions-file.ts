import type { Problem } from '@kaiwu/core'
import { z } from 'zod'

const question = z
  .strictObject({
    id: z.string().min(1),
    question: z.string().min(1),
    sources: z
      .array(z.strictObject({ document: z.string().min(1), at: z.string().min(1).optional() }))
      .min(1)
      .optional(),
    contains: z.array(z.string().min(1)).default([]),
    refuse: z.literal(true).optional(),
    asOf: z.iso.date().optional(),
    tags: z.array(z.string()).default([]),
  })
  .refine((value) => (value.refuse === true) !== (value.sources !== undefined), { error: 'either sources or refuse' })

/** A question with what a right answer is: the sources it may cite and the facts it must contain, or that it must be refused. */
export type EvalQuestion = z.output<typeof question>

/** Reads JSON lines of {@link EvalQuestion}; blank lines are allowed. */
export function parseQuestions(source: string, file: string): { questions: EvalQuestion[]; problems: Problem[] } {
  const questions: EvalQuestion[] = []
  const problems: Problem[] = []
  const seen = new Map<string, number>()
  for (const [index, text] of source
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    if (text.trim() === '') continue
    const line = index + 1
    const add = (zh: string, en: string, remedyZh: string, remedyEn: string) =>
      problems.push({ file, line, column: 1, message: { zh, en }, remedy: { zh: remedyZh, en: remedyEn } })
    const json = parseJson(text)
    if (json === undefined) {
      add(
        '这一行不是合法的 JSON',
        'this line is not JSON',
        '每行写一个 {…}，用英文引号',
        'write one {…} a line, with straight quotes',
      )
      continue
    }
    const parsed = question.safeParse(json)
    if (!parsed.success) {
      const what = parsed.error.issues
        .map((issue) => `${issue.path.join('.')}${issue.path.length > 0 ? ' ' : ''}${issue.message}`)
        .join('; ')
      add(
        `题目写法有误（${what}）`,
        `the question is not right (${what})`,
        '需要 id、question，以及 sources 或 "refuse": true',
        'it needs id, question, and either sources or "refuse": true',
      )
      continue
    }
    const earlier = seen.get(parsed.data.id)
    if (earlier)
      add(
        `编号 ${parsed.data.id} 与第 ${earlier} 行重复`,
        `id ${parsed.data.id} is used in line ${earlier} already`,
        '改一个编号',
        'choose another id',
      )
    seen.set(parsed.data.id, line)
    questions.push(parsed.data)
  }
  return { questions, problems }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
