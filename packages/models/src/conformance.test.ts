import { describeChatModel, describeEmbeddings, describeReranker } from '@kaiwu/testkit'
import { afterAll, describe } from 'vitest'
import { chatSubjects, embeddingSubjects, http, rerankSubjects } from './test-subjects.ts'

afterAll(() => http.close())

describe('chat', () => chatSubjects().forEach((subject) => describeChatModel(subject)))
describe('embeddings', () => embeddingSubjects().forEach((subject) => describeEmbeddings(subject)))
describe('rerank', () => rerankSubjects().forEach((subject) => describeReranker(subject)))
