"""Questions to posts and followers, in SQL; flags 1, 2, 4 are own, a repost, advertising."""

SETUP = """
create macro ratio(a, b) as
    sum(a::double) filter (b is not null) / nullif(sum(b::double) filter (a is not null), 0);
create macro paired(a, b) as count(a) filter (b is not null);
create table earliest as
    select page, arg_min(struct_pack(f := followers), read_at).f as followers,
        min(read_at) as read_at
    from snapshots group by page;
create table own as
    select p.*, m.as_of, m.until, (p.flags & 6) = 0 as original,
        p.published >= m."start" and p.published < m.until and exists (
            from intervals i where i.page = p.page
                and p.published between i."start" and i."end") as inside
    from posts p join moment m using (page)
    where p.flags & 1 = 1 and p.published <= m.as_of
        and (p.deleted_at is null or p.deleted_at > m.as_of);
create table mature as
    select o.*, o.likes + o.comments + o.reposts as i,
        case when s.page is null then e.followers else s.followers end as f
    from own o
    asof left join snapshots s on s.page = o.page and o.published >= s.read_at
    left join earliest e on e.page = o.page
    where inside and original and o.published <= o.as_of - 259200
        and o.read_at >= o.published + 259200;
"""

CONTENT = """
with formats as (
    select page, format, count(*)::double as n,
        n / sum(n) over (partition by page) as p
    from own where inside and original group by page, format
), spread as (
    select page, -sum(p * ln(p)) / ln(7) as diversity,
        coalesce(sum(n) filter (format in (0, 1, 4)), 0) / sum(n) as trend
    from formats group by page
)
select m.page, count(o.post) filter (inside) as n,
    count(o.post) filter (inside and original) as originals,
    any_value(diversity) as diversity, any_value(trend) as trend,
    max(o.published) filter (o.published <= m.until) as last_post,
    list(o.published order by o.published) filter (inside and o.published <= m.until) as published
from moment m left join own o using (page) left join spread using (page) group by m.page
"""

REACH = """
with seen as (
    select * from mature where views is not null and page in (
        select page from mature group by page having 5 * count(views) >= 4 * count(*))
), middle as (select page, median(views) as views from seen group by page
), on_views as (
    select s.page, ratio(s.i, s.views) as er_view, any_value(middle.views) as median_views,
        median(s.views / f) filter (f > 0) as view_rate,
        count(*) filter (s.views > 2 * middle.views) / count(*) as breakout,
        sum(s.views::double) as views
    from seen s join middle on middle.page = s.page group by s.page
), counted as (
    select page, count(views) as with_views, paired(i, views) as with_both,
        count(views) filter (f > 0) as with_rate,
        ratio(i, f) as er_post, paired(i, f) as n_er,
        ratio(likes, f) as love, paired(likes, f) as n_love,
        ratio(comments, f) as talk, paired(comments, f) as n_talk,
        ratio(reposts, i) as repost, paired(reposts, i) as n_repost
    from mature group by page
)
select m.page, c.* exclude (page), v.* exclude (page),
    v.views / nullif(p.audience, 0) * 1000 as per_1000
from moment m join pages p using (page)
left join counted c using (page) left join on_views v using (page)
"""

AUDIENCE = """
select m.page, p.audience,
    case when s.page is null then e.followers else s.followers end as f,
    abs(coalesce(s.read_at, e.read_at) - m.until) <= 7 * 86400 as fresh,
    case when b.page is null then e.followers else b.followers end as f0,
    abs(coalesce(b.read_at, e.read_at) - m."start") <= 7 * 86400 as fresh0
from moment m join pages p using (page)
asof left join snapshots s on s.page = m.page and m.until >= s.read_at
asof left join snapshots b on b.page = m.page and m."start" >= b.read_at
left join earliest e on e.page = m.page
"""
