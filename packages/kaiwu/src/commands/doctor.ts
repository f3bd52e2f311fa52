import { resolve } from 'node:path'
import { exitCodes, KaiwuError } from '@kaiwu/core'
import { defineCommand, textOption, type Invocation } from '../command.ts'
import type { Finding } from '../doctor/finding.ts'
import { dataFolder, dataOption, environmentWithModel, loadFolder, modelOption, type LoadedFolder } from '../open-folder.ts'
import type { Terminal } from '../terminal.ts'

/** `kaiwu doctor`: what stands in the way on this machine. */
export const doctor = defineCommand({
  name: 'doctor',
  summary: { zh: '检查机器、数据和模型配置', en: 'look at the machine, the data and the model settings' },
  about: {
    zh: '检查 Node.js、SQLite、可选的向量索引、网页、解决方案、数据文件夹（含完整性校验）和模型配置。\n不改动任何数据；没有 --network 时不联网。',
    en: 'Looks at Node.js, SQLite, the optional vector index, the web page, the solution, the data folder (with an integrity check) and the model settings.\nChanges nothing; without --network nothing leaves the machine.',
  },
  arguments: [
    {
      name: 'folder',
      form: 'optional',
      text: { zh: '解决方案的文件夹，默认当前文件夹', en: 'folder of the solution, default the current one' },
    },
  ],
  options: [
    { flags: '--network', text: { zh: '真正调用一次模型（花费几个词元）', en: 'call the model once (costs a few tokens)' } },
    {
      flags: '--bench',
      text: {
        zh: '测量这台机器上的向量引擎（约半分钟），结果用于自动选择',
        en: 'measure the vector engines on this machine (half a minute) for the automatic choice',
      },
    },
    modelOption,
    dataOption,
  ],
  examples: [
    { line: 'doctor', text: { zh: '检查这台机器和当前文件夹', en: 'look at this machine and the current folder' } },
    { line: 'doctor my-desk --network', text: { zh: '连模型服务一起试', en: 'try the model service too' } },
  ],
  exits: [exitCodes.author, exitCodes.provider, exitCodes.operator],
  async run(invocation, terminal) {
    const { checkMachine } = await import('../doctor/check-machine.ts')
    const findings = [...(await checkMachine()), ...(await checkSolution(invocation, terminal))]
    const broken = findings.filter(({ state }) => state === 'broken')
    terminal.result({ ok: broken.length === 0, findings })
    for (const finding of findings) printFinding(finding, terminal)
    const worst = broken.find(({ fault }) => fault === 'operator') ?? broken[0]
    return worst ? exitCodes[worst.fault ?? 'operator'] : 0
  },
})

async function checkSolution(invocation: Invocation, terminal: Terminal): Promise<Finding[]> {
  const [named] = invocation.words
  const loaded = await loadFolder(named ?? '.', terminal).catch((error: unknown) => {
    if (KaiwuError.is(error)) return error
    throw error
  })
  if (KaiwuError.is(loaded)) {
    // Outside any solution, doctor is about the machine alone.
    const nothingAsked = loaded.code === 'SOLUTION_FOLDER_MISSING' && named === undefined
    const state = nothingAsked ? 'weaker' : 'broken'
    return [{ check: 'solution', state, fault: loaded.fault, text: { zh: loaded.text('zh'), en: loaded.text('en') } }]
  }
  const found: Finding = {
    check: 'solution',
    state: 'good',
    text: { zh: `解决方案 ${loaded.definition.name} 没有问题`, en: `the solution ${loaded.definition.name} has no problems` },
  }
  return [found, ...(await checkBelow(loaded, invocation, terminal))]
}

async function checkBelow({ definition, root }: LoadedFolder, invocation: Invocation, terminal: Terminal): Promise<Finding[]> {
  const [{ benchEngines, checkContents }, { checkWork }, { checkData }, { checkModel }, { checkWebhooks }] = await Promise.all([
    import('../doctor/check-contents.ts'),
    import('../doctor/check-work.ts'),
    import('../doctor/check-data.ts'),
    import('../doctor/check-model.ts'),
    import('../doctor/check-webhooks.ts'),
  ])
  const environment = environmentWithModel(textOption(invocation, 'model'), terminal.environment)
  const data = dataFolder({ root, name: definition.name }, textOption(invocation, 'data'), terminal)
  const { databasePlace, logFiles } = await import('@kaiwu/solution')
  const place = databasePlace(definition, resolve(data), environment)
  const network = invocation.options['network'] === true
  // Each of them waits by itself for a database that does not answer.
  const stored = await Promise.all([
    checkData(place),
    checkContents(place),
    checkWork(place, logFiles(resolve(data), environment).file),
  ])
  return [
    ...stored.flat(),
    ...(invocation.options['bench'] === true
      ? [await benchEngines(place.folder, definition.embedding?.dimension ?? 1024, (line) => terminal.note(terminal.pick(line)))]
      : []),
    ...checkWebhooks(definition, environment),
    await checkModel({ definition, root, data: resolve(data), environment, network, signal: terminal.signal }),
  ]
}

function printFinding({ state, text }: Finding, terminal: Terminal): void {
  const marks = { good: terminal.paint('green', '✓'), weaker: terminal.paint('yellow', '!'), broken: terminal.paint('red', '✗') }
  terminal.print(`${marks[state]} ${terminal.pick(text)}`)
}
