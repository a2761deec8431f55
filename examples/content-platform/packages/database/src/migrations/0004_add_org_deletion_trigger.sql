-- Custom SQL migration file, put your code below! --

-- Function: content leaves an organization
CREATE OR REPLACE FUNCTION unpublish_content_on_org_delete()
RETURNS TRIGGER AS $$
BEGIN
  IF OLD.organization_id IS NOT NULL AND NEW.organization_id IS NULL THEN
    NEW.status := 'draft';
    NEW.published_at := NULL;
  END IF;
  RETURN NEW;
END;
$$ LANGUAGE plpgsql;
--> statement-breakpoint

-- Trigger: when organization_id becomes NULL, set status to draft
CREATE TRIGGER trigger_unpublish_on_org_delete
  BEFORE UPDATE ON content
  FOR EACH ROW
  WHEN (OLD.organization_id IS DISTINCT FROM NEW.organization_id)
  EXECUTE FUNCTION unpublish_content_on_org_delete();
