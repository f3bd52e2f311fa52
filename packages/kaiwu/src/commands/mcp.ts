import { exitCodes } from '@kaiwu/core'
import { defineCommand } from '../command.ts'
import { accessOption, dataOption, modelOption } from '../open-folder.ts'

/** `kaiwu mcp`: the tools of a solution for the program that starts it, over stdin and stdout. */
export const mcp = defineCommand({
  name: 'mcp',
  summary: { zh: '供 MCP 客户端使用', en: 'serve MCP clients' },
  about: {
    zh: '通过标准输入输出提供 MCP（Model Context Protocol）工具：检索、提问、发起业务、我的待办、查看业务。由 MCP 客户端启动，关闭标准输入即结束。\n以谁的身份就有谁的权限；提交、签批等决定不在其中。服务已在运行时，请让客户端直接连它的 /api/solutions/<名称>/mcp。',
    en: 'Serves tools by MCP (Model Context Protocol) over stdin and stdout: search, answer, start a case, my tasks, read a case. An MCP client starts it; it ends when stdin is closed.\nIt may do what the person may; decisions and signatures are not among its tools. While a server is running, let the client go to its /api/solutions/<name>/mcp instead.',
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
      flags: '--as <login>',
      text: {
        zh: '以谁的身份，不问密码（日志会记明）；还没有设置人员时不写',
        en: 'as whom, without a password, which the log tells; not until somebody has been set up',
      },
    },
    accessOption,
    modelOption,
    dataOption,
  ],
  examples: [
    { line: 'mcp my-desk --as zhang', text: { zh: '以张三的身份', en: 'as zhang' } },
    {
      line: 'mcp templates/government',
      text: { zh: '还没有设置人员：只能检索和提问', en: 'nobody set up yet: search and answer alone' },
    },
  ],
  exits: [exitCodes.author, exitCodes.operator],
  async run(invocation, terminal) {
    const { serveMcpFolder } = await import('../mcp/serve-mcp-folder.ts')
    await serveMcpFolder(invocation.words[0] ?? '.', invocation, terminal)
    return terminal.signal.reason === 'SIGINT' ? 130 : 0
  },
})
