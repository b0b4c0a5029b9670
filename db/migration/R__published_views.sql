-- All that the public side reads. A draft cannot leak by a forgotten condition: it is not in here.

drop view if exists published_article, published_article_topic, published_article_cue, published_recording, published_media, published_media_chunk, stored_media_chunk, published_topic,
  published_topic_synonym, published_topic_code, withdrawn_article, withdrawn_media, published_former_slug cascade;

drop view if exists published_page, published_other_voice, published_article_condition, published_episode, published_episode_topic, published_sitemap_entry, published_last_edit cascade;

drop view if exists vocabulary_alias cascade;

drop view if exists suggestion_lookup_word, suggestion_lookup, published_suggestion cascade;

drop view if exists search_posting_lookup, search_term_lookup, search_word_lookup, search_document_lookup cascade;
drop view if exists published_emergency_phrase cascade;
drop view if exists published_question, published_question_note, published_same_question cascade;
drop view if exists published_article_beside, published_article_beside_copy cascade;

drop function if exists doctor_portrait(text, text);

create view published_article as
  select id, slug, lang, title, transcript, excerpt, doctor_id, specialty_id, duration_seconds, recorded_on,
         reviewed_on, review_due_on, reviewer_name, reviewer_credentials, reviewer_id, conflicts,
         care_level, care_text, demo, published_at, updated_at, recording_id, voice_public_since, synthetic_voice, cues_estimated,
         -- When it was last edited here in a way that matters to readers: a correction that its history tells of, or its
         -- first publication; and the day of the last edit of which the source of an import tells. Null where that is not
         -- known.
         greatest(changed_at, case when not imported then published_at end) as edited_at,
         source_edited_on as edited_on,
         -- An import is as old as its source says, to the day.
         case when imported then (published_at at time zone 'UTC')::date end as source_published_on,
         changed, found_correct
    from article
   where status = 'published';

-- Every slug that leads to a published article, with the one that is canonical.
create view published_slug as
  select known.slug, article.slug as current_slug, article.id as article_id
    from article_slug known join published_article article on article.id = known.article_id;

-- The tombstone of a withdrawn answer: enough to say what was here, and since when and why it is gone.
create view withdrawn_article as
  select known.slug, article.title, article.lang, article.withdrawn_at, article.withdrawn_reason
    from article_slug known join article on article.id = known.article_id
   where article.status = 'withdrawn' and article.published_at is not null;

create view published_article_source as
  select source.article_id, source.position, source.title, source.url
    from article_source source join published_article article on article.id = source.article_id;

create view published_article_topic as
  select article_id, topic_id, position, published_at
    from article_topic
   where published_at is not null;

create view published_specialty as
  select id, slug, name, description, schema_org, updated_at
    from specialty
   where specialty.merged_into_id is null
     and exists (select from published_article article where article.specialty_id = specialty.id);

create view published_doctor as
  select id, slug, kind, name, title, credentials, institution, biography, languages, demo, portrait, updated_at
    from doctor
   where doctor.merged_into_id is null
     and exists (select from published_article article where article.doctor_id = doctor.id);

create view published_topic as
  select id, slug, name, definition, updated_at
    from topic
   where topic.merged_into_id is null
     and exists (select from published_article_topic link where link.topic_id = topic.id);

create view published_topic_code as
  select code.topic_id, code.system, code.code
    from topic_code code join published_topic topic on topic.id = code.topic_id;
create view published_topic_synonym as
  select synonym.topic_id, synonym.name
    from topic_synonym synonym join published_topic topic on topic.id = synonym.topic_id;

create view published_related_article as
  select link.article_id, link.position, link.related_id, link.score, link.reason, link.topic_id
    from related_article link
    join published_article article on article.id = link.article_id
    join published_article related on related.id = link.related_id;

create view published_article_search as
  select search.article_id, search.document
    from article_search search join published_article article on article.id = search.article_id;

create view published_article_cue as
  select cue.article_id, cue.position, cue.start_ms, cue.end_ms, cue.text
    from article_cue cue join published_article article on article.id = cue.article_id;

create view published_recording as
  select id, waveform, duration_ms, byte_length, audio, audio_opus
    from recording
   where exists (select from published_article article where article.recording_id = recording.id);

-- Published answers that podcast apps can play: those of which an MP3 is served.
create view published_episode as
  select article.id as article_id, article.specialty_id, article.doctor_id, article.published_at, article.demo
    from published_article article
    join recording on recording.id = article.recording_id
    join media served on served.id = coalesce(recording.mp3_media_id, recording.original_media_id)
   -- Apps keep for good what they once took: not the file that was sent, until it is made fit or clearly will not be.
   where served.content_type = 'audio/mpeg'
     and (recording.status <> 'waiting' or article.voice_public_since < now() - interval '1 hour');

-- The same under each of their conditions, with the condition's own order.
create view published_episode_topic as
  select link.topic_id, link.article_id, link.published_at, episode.demo
    from published_article_topic link join published_episode episode on episode.article_id = link.article_id;

-- Media that something published refers to. The file that was sent may say where and by which telephone it was
-- recorded, so that it is public only while nothing has been made of it; and a day longer for those who listen just then.
create view published_media as
  select media.id, media.sha256, media.content_type, media.byte_length
    from media
   -- Not by "exists": from one file's row the planner would then list all recordings of all answers.
   where (select true from recording join published_article article on article.recording_id = recording.id
           where recording.mp3_media_id = media.id limit 1)
      or (select true from recording join published_article article on article.recording_id = recording.id
           where recording.opus_media_id = media.id limit 1)
      or (select true from doctor join published_article article on article.doctor_id = doctor.id
           where doctor.portrait_media_id = media.id limit 1)
      or (select true from recording join published_article article on article.recording_id = recording.id
           where recording.original_media_id = media.id
             and (recording.mp3_media_id is null
                  or (article.voice_public_since < recording.normalised_at
                      and recording.normalised_at > now() - interval '1 day')) limit 1);

-- A file's chunks of 256 KiB, each beside what is known of the file, so that one way to the database fetches both. The
-- chunks are found one by one and not by a join: whether the file may be had is found out once, before any of them is read.
create view published_media_chunk as
  select media.id as media_id, media.sha256, media.content_type, media.byte_length, part.position,
         (select chunk.bytes from media_chunk chunk
           where chunk.media_id = media.id and chunk.position = part.position) as bytes
    from published_media media
   cross join lateral generate_series(0, ((media.byte_length - 1) / 262144)::int) part (position);
-- The same of every file, for the newsroom.
create view stored_media_chunk as
  select media.id as media_id, media.sha256, media.content_type, media.byte_length, part.position,
         (select chunk.bytes from media_chunk chunk
           where chunk.media_id = media.id and chunk.position = part.position) as bytes
    from media
   cross join lateral generate_series(0, ((media.byte_length - 1) / 262144)::int) part (position);

-- What was public once and is no longer. Media that only ever hung on drafts is not in here: it is unknown outside.
create view withdrawn_media as
  select media.sha256
    from media
   where not exists (select from published_media live where live.id = media.id)
     and (exists (select from doctor join article on article.doctor_id = doctor.id
                   where doctor.portrait_media_id = media.id and article.status = 'withdrawn'
                     and article.published_at is not null)
          or exists (select from recording join article on article.recording_id = recording.id
                      where media.id in (recording.mp3_media_id, recording.opus_media_id, recording.original_media_id)
                        and article.status = 'withdrawn' and article.published_at is not null));

-- An article as lists show it: everything but its transcript.
create view published_teaser as
  select article.id, article.slug, article.lang, article.title, article.excerpt,
         doctor.slug as doctor_slug, doctor.name as doctor_name, doctor.portrait as doctor_portrait,
         specialty.slug as specialty_slug, specialty.name as specialty_name,
         article.duration_seconds, article.edited_at, article.edited_on, article.review_due_on, article.published_at,
         article.doctor_id, article.specialty_id, article.demo, recording.audio, recording.audio_opus
    from published_article article
    join doctor on doctor.id = article.doctor_id
    join specialty on specialty.id = article.specialty_id
    left join recording on recording.id = article.recording_id;

-- An article as its own page shows it: one row, found by its slug. The version before reads it.
create view published_page as
  select article.id, article.slug, article.lang, article.title, article.excerpt,
         doctor.slug as doctor_slug, doctor.name as doctor_name, doctor.portrait as doctor_portrait,
         specialty.slug as specialty_slug, specialty.name as specialty_name,
         article.duration_seconds, article.edited_at, article.edited_on, article.review_due_on, article.published_at,
         recording.audio, recording.audio_opus,
         article.transcript, article.recorded_on, article.reviewed_on, article.reviewer_name, article.reviewer_credentials,
         (select reviewer.slug from published_doctor reviewer where reviewer.id = article.reviewer_id) as reviewer_slug,
         article.conflicts, article.care_level, article.care_text, article.demo, article.synthetic_voice,
         article.cues_estimated, article.voice_public_since, article.source_published_on, article.changed,
         article.found_correct, article.doctor_id,
         recording.duration_ms, recording.byte_length, recording.waveform,
         doctor.kind = 'person' as doctor_person, doctor.title as doctor_title,
         doctor.credentials as doctor_credentials, doctor.institution as doctor_institution,
         doctor.languages as doctor_languages, doctor.demo as doctor_demo,
         specialty.schema_org as medical_specialty
    from published_article article
    join doctor on doctor.id = article.doctor_id
    join specialty on specialty.id = article.specialty_id
    left join recording on recording.id = article.recording_id;

-- The Other Voices of an answer, as its page lists them.
create view published_other_voice as
  select link.article_id as voice_of, link.position, link.reason,
         (select topic.name from topic where topic.id = link.topic_id and topic.merged_into_id is null) as subject, teaser.*
    from related_article link
    join published_teaser teaser on teaser.id = link.related_id
   where exists (select from article where article.id = link.article_id and article.status = 'published');

-- The conditions of an answer, as its page tells of them.
create view published_article_condition as
  select link.article_id, link.position, topic.id, topic.slug, topic.name, topic.definition,
         array(select code.system || ' ' || code.code from topic_code code
                where code.topic_id = topic.id order by code.system, code.code) as codes
    from published_article_topic link
    join topic on topic.id = link.topic_id and topic.merged_into_id is null;

-- An answer as sitemaps tell of it, thousands in one go.
create view published_sitemap_entry as
  select article.id, article.slug, article.demo, article.edited_at, article.edited_on, doctor.portrait as picture
    from published_article article
    join doctor on doctor.id = article.doctor_id;

-- What became of an answer that is public now, and why: how it was changed, that it was withdrawn and came back.
create view published_article_change as
  select change.id, change.article_id, change.changed_at, change.event, change.reason, change.before, change.after,
         change.reviewer_name, change.reviewer_credentials
    from article_change change join published_article article on article.id = change.article_id;

-- Where the former address of a condition, a doctor or a specialty leads, while that has something to show.
create view published_former_slug as
  select former.kind, former.slug, topic.slug as current_slug
    from former_slug former join published_topic topic on topic.id = former.target_id
   where former.kind = 'topic'
  union all
  select former.kind, former.slug, doctor.slug
    from former_slug former join published_doctor doctor on doctor.id = former.target_id
   where former.kind = 'doctor'
  union all
  select former.kind, former.slug, specialty.slug
    from former_slug former join published_specialty specialty on specialty.id = former.target_id
   where former.kind = 'specialty';

-- What conditions are called, here and in the vocabularies, by the key of the name. Of a condition of which nothing is
-- published neither its names are in here nor that a term is it: what a term is called is no secret.
create view vocabulary_alias as
  select alias.key, alias.topic_id, null::bigint as term_id, alias.name, alias.scope, null::text as type
    from topic_alias alias join published_topic topic on topic.id = alias.topic_id
   where alias.key <> ''
  union all
  select named.key, topic.id, named.term_id, named.name, named.scope, named.type
    from vocabulary_name named
    join vocabulary_term term on term.id = named.term_id
    left join published_topic topic on topic.id = term.topic_id
   where named.key <> '';

-- By what search finds and ranks, in the transaction that publishes: numbers, terms and single words that published answers
-- are written in. What was found is shown from the views above.
create view search_posting_lookup as
  select term, weight, article_id from search_posting;
create view search_term_lookup as
  select term, articles from search_term;
create view search_word_lookup as
  select word, term, articles from search_word;
create view search_document_lookup as
  select article_id, document, title_terms, words is null as without_postings from article_search;

-- By what suggestions are found, in the transaction that publishes: numbers and words to rank by, of which nothing is
-- shown. What was found is read, called and counted by published_suggestion.
create view suggestion_lookup_word as
  select question, word, suggestion_id, rank from suggestion_word;
create view suggestion_lookup as
  select id, kind, target_id, words, weight from suggestion where shown;

-- What is suggested, as it is called now, and where it leads.
create view published_suggestion as
  select suggestion.id, suggestion.kind, suggestion.target_id, suggestion.name, topic.name as subject, topic.slug,
         false as institution, suggestion.words, suggestion.weight
    from suggestion join published_topic topic on topic.id = suggestion.target_id
   where suggestion.kind = 'topic'
  union all
  select suggestion.id, suggestion.kind, suggestion.target_id, doctor.name, doctor.name, doctor.slug,
         doctor.kind = 'organization', suggestion.words, suggestion.weight
    from suggestion join published_doctor doctor on doctor.id = suggestion.target_id
   where suggestion.kind = 'doctor'
  union all
  select suggestion.id, suggestion.kind, suggestion.target_id, specialty.name, specialty.name, specialty.slug,
         false, suggestion.words, suggestion.weight
    from suggestion join published_specialty specialty on specialty.id = suggestion.target_id
   where suggestion.kind = 'specialty'
  union all
  select suggestion.id, suggestion.kind, suggestion.target_id, article.title, doctor.name, article.slug,
         false, suggestion.words, suggestion.weight
    from suggestion join published_article article on article.id = suggestion.target_id
    join doctor on doctor.id = article.doctor_id
   where suggestion.kind = 'question' and suggestion.shown;

-- What searches say in an emergency; nothing that anybody wrote for readers.
create view published_emergency_phrase as
  select phrase, kind, alone from emergency_phrase where active;
-- What each public answer asks, by whom it is answered and when that was reviewed. The key tells its language.
create view published_question as
  select question.key, article.id as article_id, article.demo, article.doctor_id,
         (select doctor.kind = 'person' from doctor where doctor.id = article.doctor_id) as person,
         article.reviewed_on, article.review_due_on
    from article_question question
    join article on article.id = question.article_id and article.status = 'published';

-- What editors say of several answers together, while any of them is public. The version before reads it.
create view published_question_note as
  select note.key, note.demo, note.agreement, note.note, note.written_at
    from question_note note
   where exists (select from published_question question where question.key = note.key and question.demo = note.demo);

-- What else is answered to the question of a public answer, and what editors say of all of it together.
create view published_same_question as
  select mine.slug as asked_slug, answer.id as article_id, answer.slug, answer.lang, answer.title, answer.doctor_id,
         doctor.name as doctor_name, doctor.kind = 'person' as person, answer.doctor_id = mine.doctor_id as same_doctor,
         specialty.name as specialty_name, answer.duration_seconds, answer.reviewed_on, answer.review_due_on,
         note.agreement, note.note, note.written_at
    from article mine
    join article_question asked on asked.article_id = mine.id
    join article_question question on question.key = asked.key and question.article_id <> asked.article_id
    join article answer on answer.id = question.article_id and answer.demo = mine.demo and answer.status = 'published'
    join doctor on doctor.id = answer.doctor_id
    join specialty on specialty.id = answer.specialty_id
    left join question_note note on note.key = asked.key and note.demo = mine.demo
   where mine.status = 'published';

-- All that the page of an answer shows beside its own row, found out now.
create view published_article_beside as
  select article.id as article_id,
         json_build_object(
           'doctor', json_build_object(
             'slug', doctor.slug, 'name', doctor.name, 'person', doctor.kind = 'person', 'title', doctor.title,
             'credentials', doctor.credentials, 'institution', doctor.institution, 'languages', doctor.languages,
             'portrait', doctor.portrait, 'demo', doctor.demo),
           'specialtySlug', specialty.slug, 'specialtyName', specialty.name, 'medicalSpecialty', specialty.schema_org,
           'sound', case when recording.audio is not null then json_build_object(
             'audio', recording.audio, 'audioOpus', recording.audio_opus, 'durationMillis', recording.duration_ms,
             'byteLength', recording.byte_length,
             'waveform', translate(encode(recording.waveform, 'base64'), E'\n', '')) end,
           'sources', (
             select json_agg(row)
               from (select title, url
                       from article_source source
                      where source.article_id = article.id
                      order by position) row),
           'conditions', (
             select json_agg(row)
               from (select slug, name, definition, codes
                       from published_article_condition condition
                      where condition.article_id = article.id
                      order by position, id) row),
           'cues', (
             select json_agg(row)
               from (select start_ms as "startMillis", end_ms as "endMillis", text
                       from article_cue cue
                      where cue.article_id = article.id
                      order by position) row),
           'otherVoices', (
             select json_agg(row)
               from (select reason, subject, id, slug, lang, title, excerpt, doctor_slug as "doctorSlug",
                            doctor_name as "doctorName", doctor_portrait as "doctorPortrait",
                            specialty_slug as "specialtySlug", specialty_name as "specialtyName",
                            duration_seconds as "durationSeconds", epoch_micros(edited_at) as "editedAt",
                            edited_on as "editedOn", review_due_on as "reviewDueOn",
                            epoch_micros(published_at) as "publishedAt", audio, audio_opus as "audioOpus"
                       from published_other_voice voice
                      where voice.voice_of = article.id
                      order by position limit 5) row),
           'sameQuestion', (
             select json_agg(row)
               from (select article_id as "articleId", slug, lang, title, doctor_id as "doctorId",
                            doctor_name as "doctorName", person, same_doctor as "sameDoctor",
                            specialty_name as "specialtyName", duration_seconds as "durationSeconds",
                            reviewed_on as "reviewedOn", review_due_on as "reviewDueOn", agreement, note,
                            epoch_micros(written_at) as "writtenAt"
                       from published_same_question same
                      where same.asked_slug = article.slug
                      order by article_id limit 200) row),
           'titles', alike.titles, 'number', alike.number, 'alike', alike.alike) as beside
    from published_article article
    join doctor on doctor.id = article.doctor_id
    join specialty on specialty.id = article.specialty_id
    left join recording on recording.id = article.recording_id
   cross join lateral (
     select count(*) as titles,
            count(*) filter (where same.doctor_id = article.doctor_id and same.id <= article.id)::int as number,
            count(*) filter (where same.doctor_id = article.doctor_id)::int as alike
       from published_article same
      where lower(same.title) = lower(article.title)) alike;

-- The same as it was copied last, without what is null, where that is still true.
create view published_article_beside_copy as
  select kept.article_id, kept.beside
    from article_beside kept
   where not exists (select from article_beside_change mark where mark.article_id = kept.article_id)
     and not exists (select from article_beside_change mark where mark.article_id = 0 and mark.id > kept.made_after);

-- Copies that were made by the views as they were before.
select beside_is_void();
