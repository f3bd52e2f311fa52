import { textOf, type CaseWork } from './case-work.ts'

/** Traditional characters of the emergency words, as people from elsewhere type them. */
const traditional =
  '燒煙氣體傷殺樓電閃搶劫鬥毆綁強姦門車禍壓爆炸斷漏槍炮溺墜癱暈昏遺書農藥動燃閥鎖險難墻橋兒場廠窗來個沒過還發時們這裡裏麼說開關閉頂'
const simplified =
  '烧烟气体伤杀楼电闪抢劫斗殴绑强奸门车祸压爆炸断漏枪炮溺坠瘫晕昏遗书农药动燃阀锁险难墙桥儿场厂窗来个没过还发时们这里里么说开关闭顶'
const simple = new Map([...traditional].map((character, at) => [character, [...simplified][at]!]))

/** Words that hold an emergency word and mean none; each is named whole, so that nothing else is let through. */
const harmless = /消防演练|灭火器|防火门|火灾报警器更换|燃放许可/gu

/**
 * What was said, made plain for the emergency words of tables/hotline-emergency.csv: full-width signs, blanks and marks within words, and traditional
 * characters are seen through. The words themselves stay in the table.
 */
export default function hotlineText(work: CaseWork): Readonly<{ 纯文本: string }> {
  return { 纯文本: plainText(textOf(work, '诉求内容')) }
}

/** The letters, digits and characters of a text, and nothing between them. */
export function plainText(text: string): string {
  const bare = text.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '')
  return [...bare]
    .map((character) => simple.get(character) ?? character)
    .join('')
    .replace(harmless, '')
}
