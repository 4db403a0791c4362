using GenGateway.Journey;
using GenGateway.Recording;
using GenGateway.Scheduling.Jobs;

namespace GenGateway.Storage.Mapping;

/// <summary>Closed sets as the database and the API write them. Part of the public schema.</summary>
internal static class Words
{
    public static string Of(RecordStatus status) => status switch
    {
        RecordStatus.Succeeded => "succeeded",
        RecordStatus.Failed => "failed",
        RecordStatus.Cancelled => "cancelled",
        RecordStatus.Interrupted => "interrupted",
        RecordStatus.Abandoned => "abandoned",
    };

    public static RecordStatus Status(string word) => word switch
    {
        "failed" => RecordStatus.Failed,
        "cancelled" => RecordStatus.Cancelled,
        "interrupted" => RecordStatus.Interrupted,
        "abandoned" => RecordStatus.Abandoned,
        _ => RecordStatus.Succeeded,
    };

    public static string Of(UsageSource? source) => source is { } known ? Of(known) : "unknown";

    public static string Of(UsageSource source) => source switch
    {
        UsageSource.Reported => "reported",
        UsageSource.Estimated => "estimated",
    };

    public static UsageSource? Source(string word) => word switch
    {
        "reported" => UsageSource.Reported,
        "estimated" => UsageSource.Estimated,
        _ => null,
    };

    public static string Of(JobStatus status) => status switch
    {
        JobStatus.Queued => "queued",
        JobStatus.Running => "running",
        JobStatus.Succeeded => "succeeded",
        JobStatus.Failed => "failed",
        JobStatus.Cancelled => "cancelled",
    };

    public static JobStatus Job(string word) => word switch
    {
        "running" => JobStatus.Running,
        "succeeded" => JobStatus.Succeeded,
        "failed" => JobStatus.Failed,
        "cancelled" => JobStatus.Cancelled,
        _ => JobStatus.Queued,
    };
}
