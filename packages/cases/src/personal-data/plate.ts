import { describeWords } from './nearby-words.ts'
import type { TextPage } from './text-page.ts'

const leaningOf = describeWords(
  '车牌|车号|车辆|号牌|牌照|牌号|轿车|货车|客车|小车|电动车|摩托|司机|驾驶|停放|违停|挂车|(?<![a-z])(?:plate|car|vehicle)(?![a-z])',
)

const province = '[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]'
const joint = '(?:[ ·.•・‧-]|\\r?\\n[ \\t]{0,8}|[\\u200B\\uFEFF])?'
const sign = '[A-HJ-NP-Za-hj-np-z0-9]'
const energy = '[A-HJ-KYa-hj-ky]'
const forms = [
  // New energy: small (letter first) and large (letter last) cars, eight signs in all.
  `${province}${joint}[A-Za-z]${joint}(?:${energy}${sign}\\d{4}|\\d{5}${energy})`,
  `${province}${joint}[A-Za-z]${joint}${sign}{4}[挂学警港澳领试超]`,
  `${province}${joint}[A-Za-z]${joint}${sign}{5}`,
  `使${joint}\\d{3}${joint}\\d{3}`,
  `(?:[Ww][Jj])${joint}(?:${province}|\\d{2})${joint}[\\dA-Za-z]\\d{4}`,
  `民航${joint}[A-Za-z0-9]\\d{4}`,
]
const candidate = new RegExp(`(?<![A-Za-z0-9])(?=[${province.slice(1, -1)}使民Ww])(?:${forms.join('|')})(?![A-Za-z0-9])`, 'g')
/** Where the sign of the province is the end of another word: 最新A12345, 阿里云B20345, 墨黑C10000. */
const otherWord =
  /(?:[更最全重崭创刷翻革焕出][新]|[里讯为上端私公][云]|[墨漆乌][黑]|[四]川|[大中小]?豫剧|安[宁]|年[青]|昂贵|富贵)$/u

/** Finds number plates: blue and yellow, new energy, 挂 学 警 港 澳, embassy, armed police, civil aviation. */
export function findPlates(page: TextPage): void {
  for (const hit of page.folded.matchAll(candidate)) {
    const value = hit[0].replace(/[^\p{L}\p{N}]/gu, '').toUpperCase()
    const end = hit.index + hit[0].length
    const tail = value.slice(2)
    if ((tail.match(/\d/g) ?? []).length < 2) continue
    const leaning = leaningOf(page, hit.index)
    const near = page.folded.slice(Math.max(0, hit.index - 2), hit.index + 1)
    const tied = /^[-/_.][A-Za-z0-9]/.test(page.folded.slice(end, end + 2)) || otherWord.test(near)
    if (leaning !== 'for' && (tied || leaning === 'against')) continue
    const plain = (tail.match(/\d/g) ?? []).length >= 3 && !/[a-z]/.test(hit[0])
    page.note({ kind: 'plate', start: hit.index, end, value, sure: leaning === 'for' || plain })
  }
}
