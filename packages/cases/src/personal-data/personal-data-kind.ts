/**
 * What the detectors can name: ID card, mobile, landline, bank card, unified social credit code, number plate, passport
 * (and travel permit), e-mail, address.
 */
export const personalDataKinds = Object.freeze([
  'idCard',
  'mobile',
  'landline',
  'bankCard',
  'creditCode',
  'plate',
  'passport',
  'email',
  'address',
] as const)

/** One of {@link personalDataKinds}. */
export type PersonalDataKind = (typeof personalDataKinds)[number]

/** The Chinese word of each kind, as it stands in placeholders. */
export const personalDataLabels: Readonly<Record<PersonalDataKind, string>> = Object.freeze({
  idCard: '身份证',
  mobile: '手机',
  landline: '电话',
  bankCard: '银行卡',
  creditCode: '信用代码',
  plate: '车牌',
  passport: '护照',
  email: '邮箱',
  address: '地址',
})

/** One piece of personal data in a text. */
export type PersonalDataSpan = Readonly<{
  kind: PersonalDataKind
  /** Offset of the first UTF-16 unit in the text that was given. */
  start: number
  /** Offset behind the last unit. */
  end: number
  /** The text exactly as written. */
  text: string
  /** The same in one form (half width, upper case, without separators or +86), so that two spellings can be compared. */
  value: string
  /** False for what the form alone suggests: an address, a number whose checksum fails behind the word 身份证. */
  sure: boolean
}>
