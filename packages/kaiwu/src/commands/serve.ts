import { exitCodes, KaiwuError, localText } from '@kaiwu/core'
import type { Models } from '@kaiwu/models'
import type { SetupCode } from '@kaiwu/server'
import { defineCommand, textOption, type Invocation } from '../command.ts'
import {
  accessOf,
  accessOption,
  dataFolder,
  dataOption,
  environmentWithModel,
  loadFolder,
  modelOption,
  type LoadedFolder,
} from '../open-folder.ts'
import type { Terminal } from '../terminal.ts'
import { usageError } from '../usage-error.ts'

/** `kaiwu serve`: the web page and the API for one or more solutions. */
export const serve = defineCommand({
  name: 'serve',
  summary: { zh: '启动网页和接口', en: 'start the web page and the API' },
  about: {
    zh: '启动网页、REST 接口和 OpenAI 兼容接口，可同时服务多个解决方案。文档在后台收入，页面显示进度。\n默认只有本机能访问。还没有设置人员时，本机上谁都能提问、改文档，启动时会显示创建管理员的代码；对外开放前先创建管理员，或设置 KAIWU_ADMIN_LOGIN 和 KAIWU_ADMIN_PASSWORD。\nCtrl-C 停止：不再接新请求，进行中的回答最多再等 10 秒。',
    en: 'Starts the web page, the REST API and the OpenAI-compatible API for one or more solutions. Documents are taken in while it runs; the page shows how far it is.\nBy default only this machine can reach it. Until somebody has been set up, everybody on this machine may ask and change documents, and the code that makes the administrator is shown at the start; make them, or set KAIWU_ADMIN_LOGIN and KAIWU_ADMIN_PASSWORD, before opening it to others.\nCtrl-C stops it: no new requests, and up to ten seconds for answers under way.',
  },
  arguments: [
    {
      name: 'folders',
      form: 'many',
      text: { zh: '解决方案的文件夹，可以多个，默认当前文件夹', en: 'folders of solutions, default the current one' },
    },
  ],
  options: [
    {
      flags: '--port <number>',
      text: {
        zh: '端口，默认环境变量 PORT，再默认 3000；0 为任选空闲端口',
        en: 'port; default PORT of the environment, else 3000; 0 takes a free one',
      },
    },
    {
      flags: '--host <address>',
      text: {
        zh: '监听地址，默认环境变量 HOST，再默认 127.0.0.1；0.0.0.0 为全部网卡',
        en: 'address to listen on; default HOST of the environment, else 127.0.0.1; 0.0.0.0 for every interface',
      },
    },
    {
      flags: '--demo',
      text: {
        zh: '演示：还没有人员时，页面上可以带入虚构的人员（data/people.csv）和样例业务单，并以其中任何一人进入；只在监听本机时有效',
        en: 'a demo: where nobody has been set up, the page offers to take in the invented people (data/people.csv) and sample cases, and to go in as whichever of them; only while listening on this machine alone',
      },
    },
    accessOption,
    modelOption,
    dataOption,
  ],
  examples: [
    { line: 'serve', text: { zh: '服务当前文件夹的解决方案', en: 'serve the solution in the current folder' } },
    {
      line: 'serve government manufacturing --port 8080',
      text: { zh: '两个解决方案，换一个端口', en: 'two solutions on another port' },
    },
    {
      line: 'serve my-desk --host 0.0.0.0',
      text: {
        zh: '让局域网访问（要先有管理员）',
        en: 'for the local network (once there is an administrator)',
      },
    },
  ],
  exits: [exitCodes.author, exitCodes.operator],
  async run(invocation, terminal) {
    const { port, host } = addressOf(invocation, terminal)
    const folders = await loadFolders(invocation, terminal)
    const sources = folders.map(({ definition, root }) => ({
      definition,
      root,
      data: dataFolder({ root, name: definition.name }, textOption(invocation, 'data'), terminal),
    }))
    const first = sources[0]
    if (!first) throw new Error('there is at least the current folder')
    const environment = environmentWithModel(textOption(invocation, 'model'), terminal.environment)
    const names = await preflight(sources, environment, terminal)
    const models = await sharedModels(sources, environment, terminal)
    const { createApp, startServer } = await import('@kaiwu/server')
    // A person at a terminal reads what went wrong; a log collector wants every request.
    const app = createApp(sources, {
      environment,
      readerAccess: accessOf(invocation),
      demo: isDemo(host, invocation, terminal),
      logLevel: process.stderr.isTTY ? 'warn' : 'info',
      ...(models ? { models } : {}),
    })
    const server = await startServer(app, { port, host }).catch(async (error: unknown) => {
      await app.close()
      models?.close()
      throw error
    })
    terminal.result({
      url: server.url,
      solutions: sources.map(({ definition, root, data }, at) => ({ name: definition.name, root, data, model: names[at] })),
    })
    printStarted({ url: server.url, host, folders, models: names, codes: await app.setupCodes() }, terminal)
    await stopAsked(terminal.signal)
    terminal.note({ zh: '正在停止……再按一次 Ctrl-C 立即结束', en: 'Stopping; press Ctrl-C again to end at once' })
    await server.close()
    models?.close()
    return terminal.signal.reason === 'SIGTERM' ? 0 : 130
  },
})

/** Whether it is a demo: never where others reach it, for anybody goes in as anybody. */
function isDemo(host: string, { options }: Invocation, terminal: Terminal): boolean {
  if (options['demo'] !== true) return false
  const alone = isLocal(host)
  if (!alone)
    terminal.note({
      zh: `监听 ${host}，不只本机能访问：不提供演示人员（--demo 无效）`,
      en: `Listening on ${host}, which others reach: no invented people are offered (--demo is without effect)`,
    })
  return alone
}

/** Whether only this machine reaches a host. */
function isLocal(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(host)
}

type Source = LoadedFolder & Readonly<{ data: string }>

function addressOf(invocation: Invocation, terminal: Terminal): { port: number; host: string } {
  const written = textOption(invocation, 'port') ?? (terminal.environment['PORT'] || '3000')
  const port = /^\d{1,5}$/.test(written) ? Number(written) : Number.NaN
  if (!(port <= 65_535))
    throw usageError(terminal, {
      zh: `端口要写成 0 到 65535 的数，这里是“${written}”`,
      en: `a port is a number from 0 to 65535; it is "${written}"`,
    })
  return { port, host: textOption(invocation, 'host') ?? (terminal.environment['HOST'] || '127.0.0.1') }
}

async function loadFolders({ words }: Invocation, terminal: Terminal): Promise<LoadedFolder[]> {
  const folders: LoadedFolder[] = []
  for (const word of words.length === 0 ? ['.'] : words) {
    const folder = await loadFolder(word, terminal)
    const same = folders.find(({ definition }) => definition.name === folder.definition.name)
    if (same) {
      const { name } = same.definition
      throw usageError(terminal, {
        zh: `${same.root} 和 ${folder.root} 都叫“${name}”；请改其中一个的 name`,
        en: `${same.root} and ${folder.root} are both named "${name}"; change the name of one`,
      })
    }
    folders.push(folder)
  }
  return folders
}

/**
 * The models that all solutions share, with one ledger and one gateway: where `KAIWU_MODELS` names their settings, or where there is
 * but one solution. Otherwise each has its own.
 */
async function sharedModels(
  sources: readonly Source[],
  environment: Terminal['environment'],
  terminal: Terminal,
): Promise<Models | undefined> {
  const [first] = sources
  const { openModelsFor, settingsFor } = await import('@kaiwu/solution')
  if (!first || (sources.length > 1 && !environment['KAIWU_MODELS']?.trim())) {
    const unheard = sources.filter(({ root }) => Object.keys(settingsFor({ root, environment }).aliases).length > 0)
    if (unheard.length > 0)
      terminal.note({
        zh: '同时服务几个解决方案时，/v1 不提供各自 models.yaml 里的别名；要提供，请用 KAIWU_MODELS 指定一份共同的设置',
        en: 'With several solutions, /v1 does not serve the aliases of their own models.yaml; to serve some, name one file for all with KAIWU_MODELS',
      })
    return undefined
  }
  return openModelsFor({ root: first.root, data: first.data, environment })
}

/**
 * Tries every model's settings and every data folder before the server starts, so that an operator sees at once what is
 * wrong. One solution that cannot be served does not keep the others from starting.
 */
async function preflight(
  sources: readonly Source[],
  environment: Terminal['environment'],
  terminal: Terminal,
): Promise<string[]> {
  const [
    { openDatabase },
    { modelFromEnvironment, modelName },
    { chosenModel, databasePlace, openModelsFor, solutionMigrations },
  ] = await Promise.all([import('@kaiwu/store'), import('@kaiwu/models'), import('@kaiwu/solution')])
  const failures: KaiwuError[] = []
  const names: string[] = []
  for (const { definition, root, data } of sources) {
    const choice = modelFromEnvironment(definition.model, environment)
    try {
      const place = databasePlace(definition, data, environment)
      await (await openDatabase({ ...place, migrations: solutionMigrations })).close()
      const models = openModelsFor({ root, data, environment })
      try {
        chosenModel(choice, models)
      } finally {
        models.close()
      }
    } catch (error) {
      if (!KaiwuError.is(error)) throw error
      failures.push(error)
      if (sources.length > 1)
        terminal.note({
          zh: `“${definition.name}”不能服务：${error.text('zh')}`,
          en: `"${definition.name}" cannot be served: ${error.text('en')}`,
        })
    }
    names.push(modelName(choice))
  }
  if (failures[0] && failures.length === sources.length) throw failures[0]
  return names
}

type Started = Readonly<{
  url: string
  host: string
  folders: readonly LoadedFolder[]
  models: readonly string[]
  codes: readonly SetupCode[]
}>

function printStarted({ url, host, folders, models, codes }: Started, terminal: Terminal): void {
  const { language, paint } = terminal
  const address = paint('bold', url.replace('//127.0.0.1', '//localhost'))
  terminal.print({ zh: `开物已启动：${address}`, en: `Kaiwu is running: ${address}` })
  for (const [at, { definition }] of folders.entries()) {
    const model = models[at] ?? ''
    const how =
      model === 'local/extractive'
        ? { zh: '摘录原文，不用大模型', en: 'quotes the documents, no language model' }
        : { zh: '大模型', en: 'language model' }
    terminal.print({
      zh: `  ${localText(definition.title, language)}（${definition.name}）  模型 ${model}，${how.zh}`,
      en: `  ${localText(definition.title, language)} (${definition.name})  model ${model}, ${how.en}`,
    })
  }
  for (const { solution, code } of codes)
    terminal.note({
      zh: `  “${solution}”还没有设置人员：谁连得上都能提问、改文档。在页面上创建管理员，代码 ${code}（只在这次启动有效）`,
      en: `  Nobody has been set up on "${solution}": whoever reaches it may ask and change documents. Make the administrator on the page, code ${code} (for this start alone)`,
    })
  warnOfOthers(host, codes.length > 0, terminal)
  terminal.note({ zh: '按 Ctrl-C 停止', en: 'Press Ctrl-C to stop' })
}

function warnOfOthers(host: string, open: boolean, { note, paint, pick }: Terminal): void {
  // Whether others reach it is decided where it listens; here it is only said.
  if (isLocal(host)) return
  const warning = open
    ? {
        zh: `注意：正在监听 ${host}，KAIWU_OPEN=1：登录全靠前面的网关。`,
        en: `Note: listening on ${host} with KAIWU_OPEN=1: it is up to what stands in front to let people in.`,
      }
    : {
        zh: `注意：正在监听 ${host}，用的是 HTTP：密码和密钥在网络上不加密，请在前面放 HTTPS 网关。`,
        en: `Note: listening on ${host} over HTTP: passwords and keys travel as they are; put HTTPS in front.`,
      }
  note(paint('yellow', pick(warning)))
}

async function stopAsked(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
