import type { Provider } from './provider.ts'

type Limit = Provider['limits'][number]

/** Vendors with a mainland and an international site. */
export const keyOfOneSite: Limit = {
  zh: '中国站和国际站的密钥互不通用；401 也可能是密钥与站点不符',
  en: 'A key of the mainland site does not work on the international one, nor the other way round; a 401 may mean the wrong site',
}

/** Vendors without embeddings on this surface. */
export const noEmbeddings: Limit = {
  zh: '没有向量接口；知识库要另选一家供应商做向量',
  en: 'It has no embeddings; a solution needs another provider for those',
}

/** Vendors whose filter may stop an answer that has begun. */
export const lateFilter: Limit = {
  zh: '输出审核可能在已经显示文字之后才中断回答',
  en: 'Its filter may stop an answer after text has been shown',
}

/** Services on the operator's own machines. */
export const ownMachine: Limit = {
  zh: '自建服务不按 token 收费，价格记为 0；放到公网地址上使用时价格视为未知',
  en: 'Nobody bills tokens of a machine of your own, so their price is 0; at a public address it counts as unknown',
}

/** Services whose list of models is whatever was loaded. */
export const whateverIsLoaded: Limit = {
  zh: '模型由运维自己加载；上下文长度、是否支持工具等要在 models.yaml 里写',
  en: 'Its models are whatever was loaded; say in models.yaml how long their context is and whether they call tools',
}
