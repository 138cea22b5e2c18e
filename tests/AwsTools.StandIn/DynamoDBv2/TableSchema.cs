using System.Collections.Generic;
using Amazon.DynamoDBv2.Model;

namespace Amazon.PowerShell.Cmdlets.DDB.Model;

/// <summary>The keys of a table to be made.</summary>
public sealed class TableSchema
{
    public List<KeySchemaElement> KeySchema { get; } = [];

    public List<AttributeDefinition> AttributeSchema { get; } = [];
}
