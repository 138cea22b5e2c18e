namespace DynamoBackup.Engine.Service;

/// <summary>One page of ListTables.</summary>
/// <param name="Names">The tables' names, at most 100 (service model, shape ListTablesInputLimit).</param>
/// <param name="Next">LastEvaluatedTableName: where the next page begins; null where this is the last.</param>
public sealed record TablePage(IReadOnlyList<string> Names, string? Next);
