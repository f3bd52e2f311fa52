import { KaiwuError } from '@kaiwu/core'
import type { LayoutAddress } from './layout-request.ts'
import type { LayoutService } from './layout-service.ts'
import { mineruService } from './mineru.ts'
import { paddleOcrService } from './paddleocr.ts'
import { visionService } from './vision.ts'

const kinds = ['mineru', 'paddleocr', 'vision'] as const

/** Which layout service to ask, and where. */
export type LayoutSettings = Readonly<{
  /** `mineru`: a MinerU server; `paddleocr`: a PaddleX server; `vision`: an OpenAI-compatible model that sees pictures. */
  kind: (typeof kinds)[number]
  /** Where the server is, with or without its path: http://ocr.intranet:8000; for `vision` with `/v1`. */
  url: string
  key?: string
  /** `vision`: the model (needed); `mineru`: its backend. */
  model?: string
  /** For one file; default 4 minutes. Node ends a request that says nothing for 5 minutes. */
  timeoutMs?: number
}>

const paths = { mineru: '/file_parse', paddleocr: '/layout-parsing', vision: '/chat/completions' } as const

/**
 * A service that recognises the text of scans and pictures. Nothing is sent before a file is read.
 * @throws LAYOUT_SETTINGS_INVALID
 * @example
 * const layout = openLayoutService({ kind: 'mineru', url: 'http://127.0.0.1:8000' })
 * await layout.read({ bytes, name: '铭牌.jpg', mediaType: 'image/jpeg' })
 */
export function openLayoutService(settings: LayoutSettings): LayoutService {
  const { kind, key, model, timeoutMs = 240_000 } = settings
  if (!kinds.includes(kind)) throw invalid(`KAIWU_OCR “${String(kind)}”：${kinds.join(' | ')}`)
  if (key !== undefined && !/^[\x21-\x7e]+$/.test(key))
    throw invalid('KAIWU_OCR_KEY 不是密钥：含有空白或中文 (the key holds blanks or characters beyond ASCII)')
  const scheme = kind === 'paddleocr' ? 'token' : 'Bearer'
  const address: LayoutAddress = {
    service: kind === 'vision' && model !== undefined ? `vision ${model}` : kind,
    url: endpoint(settings.url, paths[kind]),
    timeoutMs,
    ...(key === undefined ? {} : { authorization: `${scheme} ${key}` }),
  }
  if (kind === 'mineru') return mineruService(address, model)
  if (kind === 'paddleocr') return paddleOcrService(address)
  if (model === undefined || model === '') throw invalid('vision 还缺模型名 KAIWU_OCR_MODEL (vision needs the name of a model)')
  return visionService(address, model)
}

/** The address of the service, with the path of its interface where the settings leave it out. */
function endpoint(url: string, path: string): URL {
  if (!URL.canParse(url)) throw invalid(`KAIWU_OCR_URL 不是网址 (not an address)`)
  const address = new URL(url)
  if (!/^https?:$/.test(address.protocol))
    throw invalid('KAIWU_OCR_URL 要以 http:// 或 https:// 开头 (must begin with http:// or https://)')
  if (address.username !== '' || address.password !== '')
    throw invalid('密钥请写在 KAIWU_OCR_KEY 里，不要写在网址里 (put the key into KAIWU_OCR_KEY, not into the address)')
  const bare = address.pathname.replace(/\/+$/, '')
  if (!bare.endsWith(path)) address.pathname = bare + path
  return address
}

function invalid(problem: string): KaiwuError {
  return new KaiwuError('LAYOUT_SETTINGS_INVALID', { problem })
}

/**
 * The layout service that the environment names: KAIWU_OCR (mineru, paddleocr or vision), KAIWU_OCR_URL, KAIWU_OCR_KEY,
 * KAIWU_OCR_MODEL; undefined when none of them is set.
 * @throws LAYOUT_SETTINGS_INVALID when some are set and what they need is missing
 */
export function layoutServiceFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): LayoutService | undefined {
  const [kind, url, key, model] = ['KAIWU_OCR', 'KAIWU_OCR_URL', 'KAIWU_OCR_KEY', 'KAIWU_OCR_MODEL'].map(
    (name) => environment[name]?.trim() || undefined,
  )
  if (kind === undefined && url === undefined && key === undefined && model === undefined) return undefined
  if (kind === undefined) throw invalid(`还缺 KAIWU_OCR：${kinds.join(' | ')} (KAIWU_OCR is missing)`)
  if (url === undefined) throw invalid('还缺 KAIWU_OCR_URL (KAIWU_OCR_URL is missing)')
  const known = kinds.find((one) => one === kind)
  if (known === undefined) throw invalid(`KAIWU_OCR “${kind}”：${kinds.join(' | ')}`)
  return openLayoutService({ kind: known, url, ...(key === undefined ? {} : { key }), ...(model === undefined ? {} : { model }) })
}
