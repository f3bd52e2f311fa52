import { exitCodes } from '@kaiwu/core'
import { dayAsked } from '../answer/day-asked.ts'
import { defineCommand, textOption, type Invocation } from '../command.ts'
import { accessOf, accessOption, dataOption, openFolder } from '../open-folder.ts'
import { syncIfWritable } from '../sync-folder.ts'
import type { Terminal } from '../terminal.ts'
import { usageError } from '../usage-error.ts'

/** `kaiwu search`: what a question finds, and why. */
export const search = defineCommand({
  name: 'search',
  summary: { zh: '只检索不作答：查到哪些片段，为什么', en: 'search without answering: which passages are found, and why' },
  about: {
    zh: '按关键词（配置了向量模型时再按向量）检索当日有效的文档，和问答用同一套检索。\n--explain 说明每个片段为什么排在那里：命中的词、各自得分、关键词和向量两种排序中的名次、合并后的得分。',
    en: 'Searches the documents in force by keyword, and by vector where an embedding model is set, just as answering does.\n--explain says why each passage stands where it stands: its terms and what each gave, its places by keyword and by vector, and the fused score.',
  },
  arguments: [
    { name: 'folder', form: 'required', text: { zh: '解决方案的文件夹', en: 'folder of the solution' } },
    { name: 'query', form: 'required', text: { zh: '问题、编号或关键词', en: 'a question, a code or keywords' } },
  ],
  options: [
    { flags: '--explain', text: { zh: '说明排序的原因', en: 'say why each passage stands where it stands' } },
    { flags: '--top <count>', text: { zh: '取前几条，1 到 50，默认 10', en: 'how many, 1 to 50, default 10' } },
    { flags: '--knowledge <name>', text: { zh: '只在这个知识库里查', en: 'only in this knowledge' } },
    {
      flags: '--as-of <date>',
      text: { zh: '按这一天有效的文档，默认今天', en: 'documents in force on this day, default today' },
    },
    accessOption,
    dataOption,
  ],
  examples: [
    { line: 'search my-desk "E-203 报警"', text: { zh: '查一个报警代码', en: 'look up an alarm code' } },
    { line: 'search my-desk 居住证怎么办 --explain --top 5', text: { zh: '看排序的原因', en: 'see why' } },
  ],
  exits: [exitCodes.author, exitCodes.provider, exitCodes.operator],
  async run(invocation, terminal) {
    const [folder = '', query = ''] = invocation.words
    const top = topOf(invocation, terminal)
    const knowledge = textOption(invocation, 'knowledge')
    const { printHits } = await import('../knowledge/print-hits.ts')
    const solution = await openFolder(folder, invocation, { access: 'write-or-read', cases: false }, terminal)
    try {
      const known = Object.keys(solution.definition.knowledge)
      if (knowledge !== undefined && !known.includes(knowledge))
        throw usageError(terminal, {
          zh: `没有知识库 ${knowledge}；可用：${known.join('、')}`,
          en: `there is no knowledge ${knowledge}; there is ${known.join(', ')}`,
        })
      await syncIfWritable(solution, terminal)
      const asOf = dayAsked(invocation, terminal)
      const found = await solution.knowledge.search(
        {
          query,
          top,
          access: accessOf(invocation),
          ...(asOf ? { asOf } : {}),
          ...(knowledge ? { knowledge: [knowledge] } : {}),
        },
        { signal: terminal.signal },
      )
      terminal.result(found)
      printHits(found, invocation.options['explain'] === true, terminal)
      return 0
    } finally {
      await solution.close()
    }
  },
})

function topOf(invocation: Invocation, terminal: Terminal): number {
  const given = textOption(invocation, 'top') ?? '10'
  const top = Number(given)
  if (Number.isInteger(top) && top >= 1 && top <= 50) return top
  throw usageError(terminal, {
    zh: `--top 要写 1 到 50 的整数，不能是“${given}”`,
    en: `--top takes a whole number from 1 to 50, not "${given}"`,
  })
}
