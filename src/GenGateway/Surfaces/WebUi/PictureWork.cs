namespace GenGateway.Surfaces.WebUi;

/// <summary>A request for pictures as its client sees it while it waits.</summary>
/// <param name="Job">What WebUI calls such work.</param>
/// <param name="Begun">When it began, as the answer's <c>info</c> says it (<c>job_timestamp</c>).</param>
/// <param name="Pictures">Pictures asked for, at least 1.</param>
/// <param name="Steps">Steps asked for; null: the backend's own number.</param>
public sealed record PictureWork(string Job, string Begun, int Pictures, int? Steps);
