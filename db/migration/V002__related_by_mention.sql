-- An answer may stand beside another because it mentions the same things, without being a similar question.

alter table related_article drop constraint related_article_reason_check;
alter table related_article add constraint related_article_reason_check check (reason in (
  'SAME_QUESTION', 'COMPARES', 'SAME_TOPIC', 'SIMILAR_QUESTION', 'MENTIONS', 'SAME_SPECIALTY'));
