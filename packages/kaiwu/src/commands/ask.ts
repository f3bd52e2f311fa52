import { exitCodes, type Answer } from '@kaiwu/core'
import type { Question, Solution } from '@kaiwu/solution'
import { dayAsked } from '../answer/day-asked.ts'
import { printSources } from '../answer/print-sources.ts'
import { defineCommand, textOption, type Invocation } from '../command.ts'
import { accessOf, accessOption, dataOption, modelOption, openFolder } from '../open-folder.ts'
import { syncIfWritable } from '../sync-folder.ts'
import type { Terminal } from '../terminal.ts'
import { usageError } from '../usage-error.ts'

// The same bound as the server's.
const longestQuestion = 4000

/** `kaiwu ask`: answers one question with its sources. */
export const ask = defineCommand({
  name: 'ask',
  summary: { zh: '提一个问题，回答带出处', en: 'ask a question, answered with its sources' },
  about: {
    zh: '回答一个问题，并列出每处引用的文件、条款、页码和原文。查不到依据时会直说，并给出该问谁。\n能写数据时先收入改动过的文档；有服务在运行时，只读取已入库的内容。',
    en: 'Answers a question and lists for every citation the document, the place, the page and the quote. Without evidence it says so and names whom to ask.\nChanged documents are taken in first; while a server holds the data, what is stored is read.',
  },
  arguments: [
    {
      name: 'folder',
      form: 'optional',
      text: { zh: '解决方案的文件夹，默认当前文件夹', en: 'folder of the solution, default the current one' },
    },
    { name: 'question', form: 'required', text: { zh: '问题，整句加引号', en: 'the question, in quotes' } },
  ],
  options: [
    {
      flags: '--as-of <date>',
      text: {
        zh: '按这一天有效的文件回答，如 2021-06-01；默认问题里的日期，否则今天',
        en: 'answer by what is in force on this day, such as 2021-06-01; default the day in the question, else today',
      },
    },
    {
      flags: '--agent',
      text: {
        zh: '让助手自己用工具查（要在 solution.yaml 里写 agent: {}，模型要会调用工具）',
        en: 'let the assistant look for itself with tools (agent: {} in solution.yaml, and a model that calls tools)',
      },
    },
    {
      flags: '--as <login>',
      text: {
        zh: '与 --agent 一起用：以谁的身份看业务单，不问密码（日志会记明）；不写只查文档',
        en: 'with --agent: as whom cases are looked at, without a password, which the log tells; default nobody, who sees documents alone',
      },
    },
    accessOption,
    modelOption,
    dataOption,
  ],
  examples: [
    { line: 'ask . "居住证怎么办？"', text: { zh: '问当前文件夹的解决方案', en: 'ask the solution in the current folder' } },
    {
      line: 'ask my-desk "人才租房补贴每月多少" --as-of 2021-06-01',
      text: { zh: '按过去某天有效的文件回答', en: 'answer by what was in force on a past day' },
    },
    {
      line: 'ask my-desk "E-203?" --model local/extractive --json',
      text: { zh: '不用模型，输出 JSON', en: 'use no model, print JSON' },
    },
    {
      line: 'ask my-desk "我有哪些待办？" --agent --as zhang',
      text: { zh: '让助手自己查，以张三的身份', en: 'let the assistant look for itself, as zhang' },
    },
  ],
  exits: [exitCodes.author, exitCodes.provider, exitCodes.operator],
  async run(invocation, terminal) {
    const { folder, question } = wordsOf(invocation, terminal)
    const asOf = dayAsked(invocation, terminal)
    if (invocation.options['agent'] === true) {
      const { askAgent } = await import('../answer/ask-agent.ts')
      await askAgent({ folder, question, ...(asOf ? { asOf } : {}) }, invocation, terminal)
      return 0
    }
    if (textOption(invocation, 'as') !== undefined)
      throw usageError(terminal, { zh: '--as 要和 --agent 一起用', en: '--as goes with --agent' })
    const solution = await openFolder(folder, invocation, { access: 'write-or-read', cases: false }, terminal)
    try {
      await syncIfWritable(solution, terminal)
      await streamAnswer(
        solution,
        { question, ...(asOf ? { asOf } : {}), access: accessOf(invocation), signal: terminal.signal },
        terminal,
      )
      return 0
    } finally {
      await solution.close()
    }
  },
})

function wordsOf({ words }: Invocation, terminal: Terminal): { folder: string; question: string } {
  const [folder, question] = words.length < 2 ? ['.', words[0] ?? ''] : [words[0]!, words[1]!]
  const trimmed = question.trim()
  if (trimmed === '')
    throw usageError(terminal, {
      zh: '请写上问题：kaiwu ask <文件夹> "问题"',
      en: 'the question is missing: kaiwu ask <folder> "question"',
    })
  if (trimmed.length > longestQuestion) {
    throw usageError(terminal, {
      zh: `问题最长 ${longestQuestion} 个字，这里有 ${trimmed.length} 个`,
      en: `a question has at most ${longestQuestion} characters; this one has ${trimmed.length}`,
    })
  }
  return { folder, question: trimmed }
}

async function streamAnswer(solution: Solution, question: Question, terminal: Terminal): Promise<void> {
  let answer: Answer | undefined
  let begun = false
  try {
    for await (const event of solution.stream(question)) {
      if (event.type === 'token') {
        terminal.write(event.text)
        begun = true
      } else if (event.type === 'reset') {
        if (begun) terminal.print()
        terminal.note({
          zh: `以上内容作废，由另一个模型重新回答（${event.reason}）`,
          en: `What stands above is void; another model answers anew (${event.reason})`,
        })
        begun = false
      } else if (event.type === 'answer') answer = event.answer
    }
  } finally {
    if (begun) terminal.print()
  }
  if (!answer) throw new Error('answering ends with an answer')
  terminal.result(answer)
  printSources(answer, terminal)
}
