import { exitCodes } from '@kaiwu/core'
import type { EvalQuestion, EvaluationOptions, Solution } from '@kaiwu/solution'
import { defineCommand, textOption } from '../command.ts'
import { printEvaluation } from '../evaluation/print-evaluation.ts'
import { dataOption, modelOption, openFolder } from '../open-folder.ts'
import { operatorActor } from '../people/operator.ts'
import { syncIfWritable } from '../sync-folder.ts'
import type { Terminal } from '../terminal.ts'
import { usageError } from '../usage-error.ts'

const gateMissed = 1

/** `kaiwu eval`: measures a solution by its own questions. */
export const evaluate = defineCommand({
  name: 'eval',
  summary: { zh: '用自己的题目评测，低于门槛退出码为 1', en: 'measure by its own questions; exit code 1 below a gate' },
  about: {
    zh: '逐题提问，量出检索命中、引用、事实、拒答几项指标，与 solution.yaml 里 evals.gates 的门槛比较。\n列出答错的题：应当是什么，实际是什么；并给出花费。结果会保存，可在页面的“评测”里比较。',
    en: 'Asks every question, measures retrieval, citations, facts and refusals, and compares them with evals.gates of solution.yaml.\nLists the questions that went wrong with what was expected and what came, and what it all cost. What came is kept, to be compared on the page under Evaluations.',
  },
  arguments: [
    {
      name: 'folder',
      form: 'optional',
      text: { zh: '解决方案的文件夹，默认当前文件夹', en: 'folder of the solution, default the current one' },
    },
  ],
  options: [
    {
      flags: '--only <tag>',
      text: {
        zh: '只评带这个标签的题；没有量到的指标不比门槛',
        en: 'only questions with this tag; measures without a case are not held against their gates',
      },
    },
    modelOption,
    dataOption,
  ],
  examples: [
    { line: 'eval', text: { zh: '评测当前文件夹的解决方案', en: 'measure the solution in the current folder' } },
    { line: 'eval my-desk --only date', text: { zh: '只评与日期有关的题', en: 'only the questions about dates' } },
    { line: 'eval my-desk --json > report.json', text: { zh: '给流水线用', en: 'for a pipeline' } },
  ],
  exits: [gateMissed, exitCodes.author, exitCodes.provider, exitCodes.operator],
  async run(invocation, terminal) {
    const folder = invocation.words[0] ?? '.'
    const only = textOption(invocation, 'only')
    const solution = await openFolder(folder, invocation, { access: 'write-or-read', cases: false }, terminal)
    try {
      const questions = tagged(await solution.evals.questions(), only, terminal)
      await syncIfWritable(solution, terminal)
      return await measure(solution, { questions, ...(only === undefined ? {} : { only }) }, terminal)
    } finally {
      await solution.close()
    }
  },
})

async function measure(
  solution: Solution,
  chosen: Pick<EvaluationOptions, 'questions' | 'only'>,
  terminal: Terminal,
): Promise<number> {
  const { evaluationDocument, runEvaluation } = await import('@kaiwu/solution')
  const atMs = Date.now()
  const evaluation = await runEvaluation(solution, {
    ...{ ...chosen, signal: terminal.signal },
    onProgress: (done, total) => terminal.progress({ zh: `评测 ${done}/${total}`, en: `Evaluating ${done}/${total}` }),
  })
  const { questions: _, ...only } = chosen
  const document = evaluationDocument(evaluation, solution.definition.evals?.gates ?? {})
  terminal.result(document)
  printEvaluation(document, terminal)
  const by = { name: operatorActor().name, via: 'command-line' } as const
  const { id } = await solution.evals.keep(evaluation, { ...only, by, atMs, elapsedMs: Date.now() - atMs })
  terminal.note({ zh: `已保存为评测 ${id}`, en: `Kept as evaluation ${id}` })
  return evaluation.missed.length > 0 ? gateMissed : 0
}

function tagged(questions: readonly EvalQuestion[], tag: string | undefined, terminal: Terminal): readonly EvalQuestion[] {
  if (tag === undefined) return questions
  const chosen = questions.filter(({ tags }) => tags.includes(tag))
  if (chosen.length > 0) return chosen
  const known = [...new Set(questions.flatMap(({ tags }) => tags))].sort()
  throw usageError(terminal, {
    zh: `没有题目带标签“${tag}”；可用：${known.join('、')}`,
    en: `no question has the tag "${tag}"; there is ${known.join(', ')}`,
  })
}
