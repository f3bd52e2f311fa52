import { exitCodes } from '@kaiwu/core'
import { defineCommand } from '../command.ts'
import { printSync } from '../knowledge/print-sync.ts'
import { dataOption, openFolder } from '../open-folder.ts'

/** `kaiwu ingest`: takes a solution's documents into its knowledge. */
export const ingest = defineCommand({
  name: 'ingest',
  summary: { zh: '把文件夹里的文档收入知识库', en: 'take the documents of the folder into the knowledge' },
  about: {
    zh: '把新增和改过的文档读进知识库，忘掉已删除的，保留网页上传的。没有变的文件不再读。\n读不了的文件逐个说明原因，其余照常入库；全部读不了时退出码为 65。',
    en: 'Reads new and changed documents into the knowledge, forgets deleted ones, keeps uploads. Unchanged files are not read again.\nA file that cannot be read is named with the reason and the others are taken in; exit code 65 when none could be read.',
  },
  arguments: [
    {
      name: 'folder',
      form: 'optional',
      text: { zh: '解决方案的文件夹，默认当前文件夹', en: 'folder of the solution, default the current one' },
    },
  ],
  options: [dataOption],
  examples: [
    { line: 'ingest', text: { zh: '收入当前文件夹的文档', en: 'take in the documents of the current folder' } },
    { line: 'ingest my-desk --data /srv/kaiwu', text: { zh: '数据放在别处', en: 'keep the data elsewhere' } },
  ],
  exits: [exitCodes.author, exitCodes.operator],
  async run(invocation, terminal) {
    const solution = await openFolder(invocation.words[0] ?? '.', invocation, { access: 'write', cases: false }, terminal)
    try {
      return await printSync(solution, terminal)
    } finally {
      await solution.close()
    }
  },
})
