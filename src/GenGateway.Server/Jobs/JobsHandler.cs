using GenGateway.Errors;
using GenGateway.Recording;
using GenGateway.Scheduling.Jobs;
using GenGateway.Server.Http;
using GenGateway.Surfaces;

namespace GenGateway.Server.Jobs;

/// <summary>The routes below <c>/v1/jobs</c>, and the answer that leads there. Thread safe.</summary>
/// <param name="runner">Owns the jobs.</param>
/// <param name="path">Where they lie, a slash at the end.</param>
internal sealed class JobsHandler(JobRunner runner, string path)
{
    private const int UsualLimit = 20;
    private const int MostLimit = 100;

    private static readonly JobStatus[] Statuses = Enum.GetValues<JobStatus>();

    /// <summary>Takes a request as a job and says where it is to be found.</summary>
    public async Task SubmitAsync(HttpContext context, SurfaceRequest asked)
    {
        if (!(await runner.SubmitAsync(asked, Exchange.Of(context).Errors)).TryGet(out var job, out var failure))
        {
            await Refusal.WriteAsync(context, failure);
            return;
        }

        context.Response.Headers.Location = path + job.Id;
        context.Response.Headers["Preference-Applied"] = JobPreference.Applied;
        if (asked.Request.DroppedHeaders is { Count: > 0 } dropped)
            context.Response.Headers["x-gengateway-dropped"] = HeaderText.Of(string.Join(", ", dropped));
        await Reply.JsonAsync(context, StatusCodes.Status202Accepted, output => JobJson.WriteOne(output, job, runner.PlaceOf(job.Id)));
    }

    public Task GetAsync(HttpContext context) => OneAsync(context, runner.FindAsync);

    public Task CancelAsync(HttpContext context) => OneAsync(context, runner.CancelAsync);

    public async Task ListAsync(HttpContext context)
    {
        var query = new QueryText(context.Request.Query);
        var limit = query.Number("limit", UsualLimit, 1, MostLimit);
        var status = query.Word("status", Statuses, JobJson.WordOf);
        var after = query.Text("after");
        if (query.Failure is { } wrong)
        {
            await Refusal.WriteAsync(context, wrong);
            return;
        }

        try
        {
            var key = Exchange.Of(context).Caller.Key;
            if (after is not null && await runner.FindAsync(after, key, context.RequestAborted) is null)
            {
                await Refusal.WriteAsync(context, new Failure(FailureKind.InvalidValue, "The query's after must be the id of a job of yours, the last of the page before.") { Param = "after" });
                return;
            }

            var (jobs, hasMore) = await runner.ListAsync(key, status, after, limit, context.RequestAborted);
            await Reply.JsonAsync(context, StatusCodes.Status200OK, output => JobJson.WriteList(output, jobs, hasMore, runner.PlaceOf));
        }
        catch (StoreUnavailableException thrown)
        {
            await Refusal.WriteAsync(context, Unavailable(thrown));
        }
    }

    private static Failure Unavailable(StoreUnavailableException thrown) =>
        new(FailureKind.StoreUnavailable, "The database cannot be read now; nothing is lost. Try again.") { Cause = thrown };

    private async Task OneAsync(HttpContext context, Func<string, string?, CancellationToken, Task<StoredJob?>> find)
    {
        StoredJob? job;
        try
        {
            job = await find(PathText.Of(context, "id") ?? "", Exchange.Of(context).Caller.Key, context.RequestAborted);
        }
        catch (StoreUnavailableException thrown)
        {
            await Refusal.WriteAsync(context, Unavailable(thrown));
            return;
        }

        if (job is null)
            await Refusal.WriteAsync(context, new Failure(FailureKind.NotFound, "There is no such job, or no longer (jobs.keep_hours). GET /v1/jobs lists yours.") { Param = "id" });
        else
            await Reply.JsonAsync(context, StatusCodes.Status200OK, output => JobJson.WriteOne(output, job, runner.PlaceOf(job.Id)));
    }
}
