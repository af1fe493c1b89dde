-- The fused vector is both sides side by side instead of their sum, so that one probe finds the weighted mean of their
-- cosines. Those that are there are made of what lies beside them; no model is asked.
do $$
declare
    s record;
begin
    for s in select id, dimension from space loop
        execute format('drop index if exists item_vector_%s_2', s.id);
        delete from item_vector where space = s.id and modality = 2;
        insert into item_vector (space, modality, item, content_hash, embedding)
        select s.id, 2, item, max(content_hash),
               l2_normalize(coalesce(max(embedding::real[]) filter (where modality = 0),
                                     array_fill(0::real, array[s.dimension]))::halfvec
                         || coalesce(max(embedding::real[]) filter (where modality = 1),
                                     array_fill(0::real, array[s.dimension]))::halfvec)
        from item_vector where space = s.id and modality in (0, 1)
        group by item having count(distinct content_hash) = 1;
        execute format('create index item_vector_%1$s_2 on item_vector using hnsw ((embedding::halfvec(%2$s)) halfvec_ip_ops)'
            ' with (m = 16, ef_construction = 200) where space = %1$s and modality = 2', s.id, 2 * s.dimension);
    end loop;
end $$;
