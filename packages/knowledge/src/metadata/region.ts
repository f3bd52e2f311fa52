import type { Found } from './fact-source.ts'
import type { LevelGround } from './level.ts'

const piece = '[^\\s省市区县旗镇乡、，（）《》关于的和]'
const places = new RegExp(
  `^(?:中共)?((?:${piece}{2,6}?(?:省|自治区))?(?:${piece}{2,8}?(?:自治州|市|州(?=[\\u4e00-\\u9fa5]))(?!场))?(?:${piece}{1,7}?(?:区(?!域|块)|县|旗))?(?:${piece}{1,6}?(?:镇|乡|街道))?)`,
)
const abbreviations: Readonly<Record<string, string>> = {
  京政: '北京市',
  津政: '天津市',
  沪府: '上海市',
  渝府: '重庆市',
  粤府: '广东省',
  苏政: '江苏省',
  浙政: '浙江省',
  皖政: '安徽省',
  闽政: '福建省',
  赣府: '江西省',
  鲁政: '山东省',
  豫政: '河南省',
  鄂政: '湖北省',
  湘政: '湖南省',
  琼府: '海南省',
  川府: '四川省',
  滇政: '云南省',
  陕政: '陕西省',
}

/** Where a document holds: the place that all its issuers, else its title, begin with; by the prefix of its number alone it is unsure. */
export function regionIn(own: string | undefined, { title, number, issuers }: LevelGround): Found | undefined {
  if (own) return { value: own, start: 0, end: 0, sure: true }
  const found = issuers?.value.map(placeOf).filter((place) => place !== undefined)
  if (found && found.length > 0) {
    const shortest = found.reduce((one, other) => (other.length < one.length ? other : one))
    return {
      value: shortest,
      start: issuers!.start,
      end: issuers!.end,
      sure: issuers!.sure && found.every((one) => one.startsWith(shortest)),
    }
  }
  const named = placeOf(title.value.replace(/^.*?《/, ''))
  // 超大城市 is no place.
  if (named && /[省市区县州旗]$/.test(named) && !/城市$|^.市$/.test(named) && !national(issuers?.value)) {
    return { value: named, start: title.start, end: title.end, sure: issuers === undefined ? title.sure : false }
  }
  const prefix = abbreviations[number?.value.slice(0, 2) ?? '']
  return prefix ? { value: prefix, start: number!.start, end: number!.end, sure: false } : undefined
}

function placeOf(text: string): string | undefined {
  const place = places.exec(text)?.[1]
  return place && !/^(?:城市|社区|地区|市区|园区|小区|山区|景区|集市|超市|都市|.?[城乡村集农](?:镇|乡|区|市))$/.test(place)
    ? place
    : undefined
}

function national(issuers: readonly string[] | undefined): boolean {
  return issuers?.some((name) => /^(?:国务院|全国|国家|中共中央|中华人民共和国)|部$/.test(name)) ?? false
}
