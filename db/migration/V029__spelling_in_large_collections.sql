-- Slips are mended by these in a large collection, where words of one or two answers are slips themselves, and many.
create index search_word_common_idx on search_word using gin (word gin_trgm_ops) where articles >= 3;
