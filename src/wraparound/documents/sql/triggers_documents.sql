-- An address stays whose it was and shows what it showed; a layout stays the file that was tried out.
drop trigger if exists documents_feed_stays on app.documents_feed;
create trigger documents_feed_stays before update on app.documents_feed
  for each row execute function app.said_stays('used', 'fetches', 'ended', 'ended_by_id', 'because');
drop trigger if exists documents_layout_stays on app.documents_layout;
create trigger documents_layout_stays before update on app.documents_layout
  for each row execute function app.said_stays('since', 'ended');
