/** Vectors of texts, so that none is paid for twice. All vectors of one model have the same length. */
export interface EmbeddingStore {
  /** Those that are known, by hash of the text. */
  embeddings(model: string, textHashes: readonly string[]): Promise<Map<string, Float32Array>>;
  /** Writes vectors over older ones, in one transaction. */
  putEmbeddings(model: string, vectors: ReadonlyMap<string, Float32Array>): Promise<void>;
}
