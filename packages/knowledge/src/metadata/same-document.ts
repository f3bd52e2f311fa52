import type { DocumentFacts } from '@kaiwu/core'

const edition =
  /[（(](?:\d{4}\s?年?(?:版|修订|修正|修订版|修改)?|[Vv]\s?\d[\w.]*|Rev\.?\s?\w+|第[\d一二三四五六七八九十]+版|修订(?:版|稿)?|修正)[）)]/g

/**
 * A title without what differs between two editions or two ways of naming it: the country, 《》, （2024年修订）. 试行 and 暂行 stay: they are
 * other documents. Of a notice that issues a measure, the measure.
 */
export function plainTitle(title: string): string {
  const measure = /(?:关于)?印发\s*《?(.+?)》?\s*的通知$/.exec(title.replace(/[〈〉]/g, ''))?.[1]
  return (measure ?? title)
    .replace(edition, '')
    .replace(/[《》〈〉\s\u3000]/g, '')
    .replace(/（/g, '(')
    .replace(/）/g, ')')
    .replace(/^中华人民共和国/, '')
    .replace(/V\d+(?:\.\d+)+$/, '')
    .toLowerCase()
}

/** Whether two titles name the same document, whatever its edition. */
export function isSameTitle(one: string, other: string): boolean {
  return plainTitle(one) === plainTitle(other)
}

/** Whether two numbers are the same: 云泽市人民政府令第35号 is also written 市人民政府令第35号, 〔〕 also []. */
export function isSameNumber(one: string, other: string): boolean {
  const [a, b] = [plainNumber(one), plainNumber(other)]
  return a === b || (/令/.test(a) && /令/.test(b) && (a.endsWith(b) || b.endsWith(a)))
}

function plainNumber(number: string): string {
  return number
    .replace(/[\s\u3000]/g, '')
    .replace(/[[〔（(【]/g, '〔')
    .replace(/[\])）】〕]/g, '〕')
    .replace(/—/g, '-')
    .replace(/^中华人民共和国/, '')
    .toUpperCase()
}

/** Whether two editions are the same: V2.1, 2.1 and v2.1; C and C版. */
export function isSameVersion(one: string, other: string): boolean {
  return plainVersion(one) === plainVersion(other)
}

function plainVersion(version: string): string {
  return version
    .replace(/[\s.]*$|版$|^(?:v|rev(?:ision)?\.?)\s*/gi, '')
    .replace(/\s/g, '')
    .toUpperCase()
}

/** Whether nothing speaks against two documents coming from the same hand: `sure` when they share an issuer, a region or a number. */
export function sameOrigin(one: DocumentFacts, other: DocumentFacts): 'sure' | 'possible' | 'no' {
  if (one.region && other.region && one.region !== other.region) return 'no'
  if (one.level && other.level && one.level !== other.level) return 'no'
  if (one.models && other.models && !one.models.some((model) => other.models?.includes(model))) return 'no'
  if (one.issuers && other.issuers) {
    if (one.issuers.some((issuer) => other.issuers?.includes(issuer))) return 'sure'
    // Bodies are renamed and merged; the place stays.
    return one.region && other.region ? 'possible' : 'no'
  }
  return one.region && other.region ? 'sure' : 'possible'
}
