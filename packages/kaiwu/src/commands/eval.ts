import { exitCodes, KaiwuError } from '@kaiwu/core'
import type { EvalQuestion, Evaluation, Solution } from '@kaiwu/solution'
import { defineCommand, textOption } from '../command.ts'
import { evaluationDocument } from '../evaluation/evaluation-document.ts'
import { printEvaluation } from '../evaluation/print-evaluation.ts'
import { dataOption, modelOption, openFolder } from '../open-folder.ts'
import { stopIfAsked, syncIfWritable } from '../sync-folder.ts'
import type { Terminal } from '../terminal.ts'
import { usageError } from '../usage-error.ts'

const gateMissed = 1

/** `kaiwu eval`: measures a solution by its own questions. */
export const evaluate = defineCommand({
  name: 'eval',
  summary: { zh: '用自己的题目评测，低于门槛退出码为 1', en: 'measure by its own questions; exit code 1 below a gate' },
  about: {
    zh: '逐题提问，量出检索命中、引用、事实、拒答几项指标，与 solution.yaml 里 evals.gates 的门槛比较。\n列出答错的题：应当是什么，实际是什么；并给出花费。',
    en: 'Asks every question, measures retrieval, citations, facts and refusals, and compares them with evals.gates of solution.yaml.\nLists the questions that went wrong with what was expected and what came, and what it all cost.',
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
    const solution = await openFolder(folder, invocation, 'write-or-read', terminal)
    try {
      const questions = tagged(await questionsOf(solution, folder), only, terminal)
      await syncIfWritable(solution, terminal)
      const whole = await askAll(solution, questions, terminal)
      const evaluation =
        only === undefined ? whole : { ...whole, missed: whole.missed.filter(({ gate }) => gate in whole.measures) }
      terminal.result(evaluationDocument(evaluation, solution.definition.evals?.gates ?? {}))
      printEvaluation(evaluation, solution.definition.evals?.gates ?? {}, terminal)
      return evaluation.missed.length > 0 ? gateMissed : 0
    } finally {
      await solution.close()
    }
  },
})

async function questionsOf({ definition }: Solution, folder: string): Promise<EvalQuestion[]> {
  if (!definition.evals) throw new KaiwuError('EVALS_MISSING', { name: definition.name })
  const { openSolutionFolder, parseQuestions } = await import('@kaiwu/solution')
  const file = definition.evals.questions
  const { questions } = parseQuestions((await openSolutionFolder(folder).text(file)) ?? '', file)
  if (questions.length === 0) throw new KaiwuError('EVALS_MISSING', { name: definition.name })
  return questions
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

async function askAll(solution: Solution, questions: readonly EvalQuestion[], terminal: Terminal): Promise<Evaluation> {
  const { evaluate: measure } = await import('@kaiwu/solution')
  const stoppable: Solution = { ...solution, answer: (question) => solution.answer({ ...question, signal: terminal.signal }) }
  return measure(stoppable, questions, (done, total) => {
    stopIfAsked(terminal)
    terminal.progress({ zh: `评测 ${done}/${total}`, en: `Evaluating ${done}/${total}` })
  })
}
