namespace GenGateway.Scheduling.Jobs;

/// <summary>Where a job stands. The last three are final.</summary>
public enum JobStatus
{
    Queued,
    Running,
    Succeeded,
    Failed,
    Cancelled,
}
