import { describeChatModel, describeEmbeddings, describeReranker } from '@kaiwu/testkit'
import { describe } from 'vitest'
import { chatSubjects, embeddingSubjects, rerankSubjects } from './test-subjects.ts'

describe('chat', () => chatSubjects().forEach((subject) => describeChatModel(subject)))
describe('embeddings', () => embeddingSubjects().forEach((subject) => describeEmbeddings(subject)))
describe('rerank', () => rerankSubjects().forEach((subject) => describeReranker(subject)))
